-- Places near by what their names contain: where few have it, they are looked up by it.
CREATE INDEX ix_discoveries_poi_name_letters ON roadtrip.discoveries USING gin (lower(poi_name::text) gin_trgm_ops) WHERE location_public IS NOT NULL AND rejected_at IS NULL;

CREATE INDEX ix_discoveries_poi_name_letters_729th ON roadtrip.discoveries USING gin (lower(poi_name::text) gin_trgm_ops) WHERE location_public IS NOT NULL AND rejected_at IS NULL AND id < '0059e603-0000-0000-0000-000000000000';

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

-- All shared discoveries that have a text in their names, in whatever case, each with where it is shown. Of a text that
-- many have they are very many: see `is_rare_in_names`.
CREATE FUNCTION roadtrip.places_named(part text) RETURNS TABLE (discovery_id uuid, location public.geography)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan' ROWS 500
AS $$
DECLARE
    pattern CONSTANT text = '%' || regexp_replace(lower(part), '([\\%_])', '\\\1', 'g') || '%';
BEGIN
    RETURN QUERY
    SELECT d.id, d.location_public
    FROM roadtrip.discoveries AS d
    WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL AND lower(d.poi_name) LIKE pattern;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.is_rare_in_names, roadtrip.places_named FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.is_rare_in_names, roadtrip.places_named TO quintet_app, quintet_admin;
