-- The cost of an analysis is its integration's owner's, on the day of the analysis, in UTC.
CREATE FUNCTION webbuilder.track_analysis_cost() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    payer uuid := (SELECT i.user_id FROM webbuilder.platform_integrations AS i WHERE i.id = NEW.integration_id);
    day date := (NEW.created_at AT TIME ZONE 'UTC')::date;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ai_cost > 0 THEN
        PERFORM webbuilder.add_cost(payer, day, OLD.ai_model_used, -OLD.ai_cost, 0, 0);
    END IF;
    IF NEW.ai_cost > 0 THEN
        PERFORM webbuilder.add_cost(payer, day, NEW.ai_model_used, NEW.ai_cost, 0, 0);
    END IF;
    RETURN NULL;
END
$$;
