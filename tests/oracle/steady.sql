-- PostgreSQL's own sources of keys and of the time, replaced in one database by others that count. They are single
-- expressions, as PostgreSQL looks at what stands here only when it puts it in their place; it knows its own by heart.
CREATE SEQUENCE public.numbers;
GRANT SELECT, USAGE ON SEQUENCE public.numbers TO PUBLIC;

CREATE OR REPLACE FUNCTION pg_catalog.gen_random_uuid() RETURNS uuid
LANGUAGE sql VOLATILE PARALLEL SAFE
AS $$
    SELECT md5(nextval('public.numbers')::text)::uuid
$$;

-- Later with each key; all the moments of a seed are within some weeks.
CREATE FUNCTION public.moment() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT '2026-02-03 04:05:06.789Z'::timestamptz + mod(last_value, 100000) * '30.00107 seconds'::interval
    FROM public.numbers
$$;

CREATE OR REPLACE FUNCTION pg_catalog.now() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT public.moment()
$$;

CREATE OR REPLACE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz
LANGUAGE sql VOLATILE PARALLEL SAFE
AS $$
    SELECT public.moment()
$$;

-- CURRENT_TIMESTAMP is no function, so it cannot be replaced.
CREATE PROCEDURE public.rewrite_defaults(old text, new text)
LANGUAGE plpgsql
AS $$
DECLARE
    change text;
BEGIN
    FOR change IN
        SELECT format(
            'ALTER TABLE %s ALTER %I SET DEFAULT %s',
            d.adrelid::regclass, a.attname, replace(pg_get_expr(d.adbin, d.adrelid), old, new)
        )
        FROM pg_attrdef AS d
        JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum AND a.attgenerated = ''
        JOIN pg_class AS c ON c.oid = d.adrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        WHERE strpos(pg_get_expr(d.adbin, d.adrelid), old) > 0
            AND c.relnamespace::regnamespace::text NOT LIKE '\_timescaledb%'
    LOOP
        EXECUTE change;
    END LOOP;
END
$$;

CALL public.rewrite_defaults('CURRENT_TIMESTAMP', 'now()');
