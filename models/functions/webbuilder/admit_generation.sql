-- Lets a generation start: it takes a credit, and neither the person's nor everybody's costs of the day, with what
-- running generations are taken to cost, may have reached their ceiling. Finished ones (imports) only take a credit.
CREATE FUNCTION webbuilder.admit_generation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    today date := (quintet.clock() AT TIME ZONE 'UTC')::date;
    reserved numeric := coalesce((webbuilder.setting('costs.reserved_per_generation') #>> '{}')::numeric, 0);
    ceiling numeric := (webbuilder.setting('costs.daily_ceiling') #>> '{}')::numeric;
    own_ceiling numeric := (webbuilder.limits_of(NEW.user_id) ->> 'daily_cost')::numeric;
    spent numeric;
    running bigint;
BEGIN
    IF NEW.status = 'processing' AND webbuilder.setting('shutoff.generations') = 'true' THEN
        RAISE EXCEPTION 'generations are shut off' USING ERRCODE = 'QN503';
    END IF;
    -- This locks the person's row of the month: their generations are let in one after the other.
    PERFORM webbuilder.add_usage(NEW.user_id, NEW.created_at, credits => 1);
    IF NEW.status <> 'processing' THEN
        RETURN NULL;
    END IF;

    IF own_ceiling IS NOT NULL THEN
        SELECT coalesce(sum(c.total_cost), 0) INTO spent
        FROM webbuilder.ai_cost_tracking AS c WHERE c.user_id = NEW.user_id AND c.date = today;
        SELECT count(*) INTO running
        FROM webbuilder.ai_generations AS g
        WHERE g.status = 'processing' AND g.user_id = NEW.user_id AND g.id <> NEW.id
            AND g.created_at > quintet.clock() - interval '1 hour';
        IF spent + reserved * running >= own_ceiling THEN
            RAISE EXCEPTION 'costs of the day reached the plan''s limit' USING
                ERRCODE = 'QN429', TABLE = 'ai_cost_tracking', SCHEMA = 'webbuilder', COLUMN = 'total_cost';
        END IF;
    END IF;

    IF ceiling IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('webbuilder.admit_generation', 0));
        SELECT coalesce(sum(c.total_cost), 0) INTO spent
        FROM webbuilder.ai_cost_tracking AS c WHERE c.date = today;
        SELECT count(*) INTO running
        FROM webbuilder.ai_generations AS g
        WHERE g.status = 'processing' AND g.id <> NEW.id
            AND g.created_at > quintet.clock() - interval '1 hour';
        IF spent + reserved * running >= ceiling THEN
            RAISE EXCEPTION 'costs of the day reached the ceiling' USING ERRCODE = 'QN503';
        END IF;
    END IF;
    RETURN NULL;
END
$$;
