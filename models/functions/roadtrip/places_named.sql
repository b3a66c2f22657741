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
