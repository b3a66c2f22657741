-- A row that names a component belongs to the component's campaign; a new one without a campaign gets it.
CREATE FUNCTION webbuilder.check_component_campaign() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    campaign uuid;
BEGIN
    IF NEW.component_id IS NULL THEN
        RETURN NEW;
    END IF;
    -- A campaign that is deleted takes its components with it, one key after the other.
    IF TG_OP = 'UPDATE' AND NEW.campaign_id IS NULL AND NEW.component_id = OLD.component_id THEN
        RETURN NEW;
    END IF;
    SELECT c.campaign_id INTO campaign FROM webbuilder.campaign_components AS c WHERE c.id = NEW.component_id;
    NEW.campaign_id := coalesce(NEW.campaign_id, campaign);
    IF campaign IS NULL OR campaign <> NEW.campaign_id THEN
        RAISE EXCEPTION 'component of another campaign' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_' || TG_TABLE_NAME || '_component_id',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;
