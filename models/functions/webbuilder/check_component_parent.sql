-- Components stay in their campaign, have a parent of the same campaign, and form trees.
CREATE FUNCTION webbuilder.check_component_parent() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.campaign_id <> OLD.campaign_id THEN
        RAISE EXCEPTION 'a component stays in its campaign' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'ck_campaign_components_campaign_stays',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    IF NEW.parent_component_id IS NULL THEN
        RETURN NEW;
    END IF;
    -- Two changes at once could each be right and make a circle together.
    PERFORM FROM webbuilder.campaigns AS c WHERE c.id = NEW.campaign_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM webbuilder.campaign_components AS p
        WHERE p.id = NEW.parent_component_id AND p.campaign_id = NEW.campaign_id
    ) THEN
        RAISE EXCEPTION 'parent in another campaign' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_campaign_components_parent_component_id',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT p.id, p.parent_component_id
            FROM webbuilder.campaign_components AS p
            WHERE p.id = NEW.parent_component_id
            UNION
            SELECT p.id, p.parent_component_id
            FROM above AS a
            JOIN webbuilder.campaign_components AS p ON p.id = a.parent_component_id
        )
        SELECT FROM above AS a WHERE a.id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a component is not its own part' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'ck_campaign_components_parent_is_not_below_it',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;
