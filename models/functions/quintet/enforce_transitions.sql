-- Refuses a change of status that is not on the list.
-- Arguments: the column, then the permitted changes as 'from>to'. A status that was null may become anything.
CREATE FUNCTION quintet.enforce_transitions() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    before text := to_jsonb(OLD) ->> TG_ARGV[0];
    after text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF before IS NULL OR (before || '>' || coalesce(after, '')) = ANY (TG_ARGV[1:]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'transition refused' USING
        ERRCODE = 'QN409',
        CONSTRAINT = TG_NAME,
        TABLE = TG_TABLE_NAME,
        SCHEMA = TG_TABLE_SCHEMA,
        COLUMN = TG_ARGV[0],
        DETAIL = before || '>' || coalesce(after, 'null');
END
$$;
