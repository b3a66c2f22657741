DROP FUNCTION roadtrip.search_discoveries;

DROP FUNCTION roadtrip.similar_discoveries;

-- Writes the reference of city centres and removes cities that are not on the list, then anonymises what was
-- shared before there were cities. Returns the number of cities. For the worker.
CREATE OR REPLACE FUNCTION roadtrip.load_cities(
    ids integer[],
    names text[],
    country_codes text[],
    latitudes double precision[],
    longitudes double precision[],
    populations integer[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    written bigint;
BEGIN
    INSERT INTO roadtrip.cities AS c (id, name, country_code, location, population)
    SELECT
        given.id,
        given.name,
        given.country_code,
        public.ST_SetSRID(public.ST_MakePoint(given.longitude, given.latitude), 4326)::public.geography,
        given.population
    FROM unnest(ids, names, country_codes, latitudes, longitudes, populations)
        AS given (id, name, country_code, latitude, longitude, population)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name,
        country_code = excluded.country_code,
        location = excluded.location,
        population = excluded.population;
    GET DIAGNOSTICS written = ROW_COUNT;
    DELETE FROM roadtrip.cities AS c WHERE c.id <> ALL (ids);
    UPDATE roadtrip.discoveries AS d SET location_public = NULL
    FROM roadtrip.users AS u
    WHERE u.id = d.user_id AND d.location_public IS NULL AND roadtrip.shares_discoveries(u.privacy_settings);
    RETURN written;
END
$$;

REVOKE SELECT ON roadtrip.cities FROM quintet_app;

DROP POLICY cities_select ON roadtrip.cities;

DROP INDEX roadtrip.ix_discoveries_poi_name_words;

DROP INDEX roadtrip.ix_discoveries_location_public_id;

DROP INDEX roadtrip.ix_discoveries_location_public_category_id;

DROP INDEX roadtrip.ix_cities_population;

DROP INDEX roadtrip.ix_cities_location_id;

DROP INDEX roadtrip.ix_cities_degrees;
