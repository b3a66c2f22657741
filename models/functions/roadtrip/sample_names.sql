-- Whether so few shared discoveries have a text in their names, in whatever case, that it is best to look them up by
-- it (`places_named`): judged by those with the lowest ids, a 729th. The index knows runs of three letters or digits.
CREATE FUNCTION roadtrip.is_rare_in_names(part text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan'
AS $$
DECLARE
    pattern CONSTANT text = '%' || regexp_replace(lower(part), '([\\%_])', '\\\1', 'g') || '%';
BEGIN
    IF part !~ '[[:alnum:]]{3}' THEN
        RETURN false;
    END IF;
    -- The bound must stand here as a constant: only then does the planner see which index has these.
    RETURN (
        SELECT count(*) < 4
        FROM (
            SELECT
            FROM roadtrip.discoveries AS d
            WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
                AND lower(d.poi_name) LIKE pattern
                AND d.id < '0059e603-0000-0000-0000-000000000000'
            LIMIT 4
        ) AS few
    );
END
$$;
