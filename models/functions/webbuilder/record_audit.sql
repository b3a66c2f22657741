-- Records who changed which columns of a row.
-- Arguments: the column with the key, then the columns whose values may be kept; of others only the names are.
CREATE FUNCTION webbuilder.record_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN jsonb_strip_nulls(to_jsonb(OLD)) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN jsonb_strip_nulls(to_jsonb(NEW)) END;
    names text[];
BEGIN
    SELECT array_agg(DISTINCT name) INTO names
    FROM (
        SELECT jsonb_object_keys(old_row) UNION SELECT jsonb_object_keys(new_row)
    ) AS every (name)
    WHERE old_row -> name IS DISTINCT FROM new_row -> name AND name NOT IN ('updated_at', 'search_vector');
    IF names IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO webbuilder.audit_log
        (actor_id, actor_role, operation, table_name, row_key, changed, before, after)
    SELECT
        webbuilder.account(),
        session_user,
        TG_OP,
        TG_TABLE_NAME,
        coalesce(new_row, old_row) ->> TG_ARGV[0],
        names,
        jsonb_object_agg(name, old_row -> name) FILTER (WHERE old_row ? name),
        jsonb_object_agg(name, new_row -> name) FILTER (WHERE new_row ? name)
    FROM unnest(TG_ARGV[1:]) AS kept (name)
    WHERE name = ANY (names);
    RETURN NULL;
END
$$;
