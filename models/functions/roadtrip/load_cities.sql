-- Writes the reference of city centres and removes cities that are not on the list, then anonymises what was
-- shared before there were cities, and anew what was shown in a centre that is none any more: shared discoveries lie
-- in centres of cities and nowhere else. Returns the number of cities. For the worker.
CREATE FUNCTION roadtrip.load_cities(
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
    before public.geography[] := ARRAY(SELECT c.location FROM roadtrip.cities AS c);
BEGIN
    -- Which city is the first with a centre may change, and at no time there are two.
    UPDATE roadtrip.cities AS c SET is_first = false WHERE c.is_first;
    INSERT INTO roadtrip.cities AS c (id, name, country_code, location, population, is_first)
    SELECT
        given.id,
        given.name,
        given.country_code,
        spot.centre,
        given.population,
        row_number() OVER (PARTITION BY spot.centre ORDER BY given.id) = 1
    FROM unnest(ids, names, country_codes, latitudes, longitudes, populations)
        AS given (id, name, country_code, latitude, longitude, population)
    CROSS JOIN LATERAL (
        SELECT public.ST_SetSRID(public.ST_MakePoint(given.longitude, given.latitude), 4326)::public.geography
    ) AS spot (centre)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name,
        country_code = excluded.country_code,
        location = excluded.location,
        population = excluded.population,
        is_first = excluded.is_first;
    GET DIAGNOSTICS written = ROW_COUNT;
    DELETE FROM roadtrip.cities AS c WHERE c.id <> ALL (ids);
    UPDATE roadtrip.discoveries AS d SET location_public = NULL
    FROM roadtrip.users AS u
    WHERE u.id = d.user_id AND d.location_public IS NULL AND roadtrip.shares_discoveries(u.privacy_settings);
    UPDATE roadtrip.discoveries AS d SET location_public = NULL
    FROM unnest(before) AS gone (location)
    WHERE NOT EXISTS (SELECT FROM roadtrip.cities AS c WHERE c.location OPERATOR(public.=) gone.location)
        AND d.location_public OPERATOR(public.=) gone.location;
    RETURN written;
END
$$;
