-- Places near by what their names contain: where few have it, they are looked up by it.
CREATE INDEX ix_discoveries_poi_name_letters ON roadtrip.discoveries USING gin (lower(poi_name::text) gin_trgm_ops) WHERE location_public IS NOT NULL AND rejected_at IS NULL;

CREATE INDEX ix_discoveries_poi_name_letters_243rd ON roadtrip.discoveries USING gin (lower(poi_name::text) gin_trgm_ops) WHERE location_public IS NOT NULL AND rejected_at IS NULL AND id < '010db20a-0000-0000-0000-000000000000';

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

-- All shared discoveries that have a text in their names, in whatever case, each with where it is shown. Of a text that
-- many have they are very many: see `sample_names`.
CREATE FUNCTION roadtrip.places_named(part text) RETURNS TABLE (discovery_id uuid, location public.geography)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET plan_cache_mode = 'force_generic_plan' ROWS 500
AS $$
DECLARE
    -- The index is asked for the first letters where these are rare already: each more takes longer.
    beginning CONSTANT text = left(part, 6);
    sought CONSTANT text = CASE WHEN roadtrip.sample_names(beginning) < 10 THEN beginning ELSE part END;
    pattern CONSTANT text = '%' || regexp_replace(lower(sought), '([\\%_])', '\\\1', 'g') || '%';
BEGIN
    RETURN QUERY
    SELECT d.id, d.location_public
    FROM roadtrip.discoveries AS d
    WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
        AND lower(d.poi_name) LIKE pattern AND strpos(lower(d.poi_name), lower(part)) > 0;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.sample_names, roadtrip.places_named FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.sample_names, roadtrip.places_named TO quintet_app, quintet_admin;
