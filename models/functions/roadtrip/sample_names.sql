-- Of how many shared discoveries the names have a text in them, in whatever case, among those with the lowest ids, a
-- 243rd of all; it stops at ten. Null where that cannot be looked up: the index knows runs of three letters or digits.
CREATE FUNCTION roadtrip.sample_names(part text) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
    pattern CONSTANT text = '%' || regexp_replace(lower(part), '([\\%_])', '\\\1', 'g') || '%';
BEGIN
    IF part !~ '[[:alnum:]]{3}' THEN
        RETURN NULL;
    END IF;
    -- The bound must stand here as a constant: only then does the planner see which index has these.
    RETURN (
        SELECT count(*)
        FROM (
            SELECT
            FROM roadtrip.discoveries AS d
            WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
                AND lower(d.poi_name) LIKE pattern
                AND d.id < '010db20a-0000-0000-0000-000000000000'
            LIMIT 10
        ) AS found
    );
END
$$;
