-- A row may refer only to what its writer can see: PostgreSQL checks foreign keys without row security.
-- Arguments: the referring column, the table and column referred to, a condition on the row referred to.
CREATE FUNCTION quintet.check_reference() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    visible boolean;
BEGIN
    IF to_jsonb(NEW) ->> TG_ARGV[0] IS NULL
        OR (TG_OP = 'UPDATE' AND to_jsonb(NEW) -> TG_ARGV[0] = to_jsonb(OLD) -> TG_ARGV[0]) THEN
        RETURN NULL;
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %s WHERE %I = ($1).%I AND %s)', TG_ARGV[1], TG_ARGV[2], TG_ARGV[0], TG_ARGV[3]
    ) INTO visible USING NEW;
    IF NOT visible THEN
        RAISE EXCEPTION 'reference to a row that the writer cannot see' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_' || TG_TABLE_NAME || '_' || TG_ARGV[0],
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NULL;
END
$$;
