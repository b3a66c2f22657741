-- Conversions are counted in their campaign and component; values only in the campaign's own currency are summed.
CREATE FUNCTION webbuilder.count_conversion() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE webbuilder.campaigns AS c
        SET conversions = c.conversions - 1,
            revenue_generated = c.revenue_generated - CASE c.currency WHEN OLD.currency THEN OLD.value ELSE 0 END
        WHERE c.id = OLD.campaign_id;
        UPDATE webbuilder.campaign_components AS c SET conversions = c.conversions - 1 WHERE c.id = OLD.component_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE webbuilder.campaigns AS c
        SET conversions = c.conversions + 1,
            revenue_generated = c.revenue_generated + CASE c.currency WHEN NEW.currency THEN NEW.value ELSE 0 END
        WHERE c.id = NEW.campaign_id;
        UPDATE webbuilder.campaign_components AS c SET conversions = c.conversions + 1 WHERE c.id = NEW.component_id;
    END IF;
    RETURN NULL;
END
$$;
