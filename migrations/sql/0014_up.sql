CREATE INDEX ix_cities_degrees ON roadtrip.cities USING gist ((location::public.geometry));

CREATE INDEX ix_cities_location_id ON roadtrip.cities (location, id);

CREATE INDEX ix_cities_population ON roadtrip.cities (population, id);

CREATE INDEX ix_discoveries_location_public_category_id ON roadtrip.discoveries (location_public, category_id, id) WHERE location_public IS NOT NULL AND rejected_at IS NULL;

CREATE INDEX ix_discoveries_location_public_id ON roadtrip.discoveries (location_public, id) WHERE location_public IS NOT NULL AND rejected_at IS NULL;

CREATE INDEX ix_discoveries_poi_name_words ON roadtrip.discoveries USING gin (to_tsvector('simple'::regconfig, poi_name::text)) WHERE location_public IS NOT NULL AND rejected_at IS NULL;

CREATE POLICY cities_select ON roadtrip.cities
    FOR SELECT TO quintet_app
    USING (true);

GRANT SELECT (id, name, country_code, location, population) ON roadtrip.cities TO quintet_app;

-- Writes the reference of city centres and removes cities that are not on the list, then anonymises what was
-- shared before there were cities, and anew what was shown in a centre that is none any more: shared discoveries lie
-- in centres of cities and nowhere else. Returns the number of cities. For the worker.
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
    before public.geography[] := ARRAY(SELECT c.location FROM roadtrip.cities AS c);
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
    UPDATE roadtrip.discoveries AS d SET location_public = NULL
    FROM unnest(before) AS gone (location)
    WHERE NOT EXISTS (SELECT FROM roadtrip.cities AS c WHERE c.location OPERATOR(public.=) gone.location)
        AND d.location_public OPERATOR(public.=) gone.location;
    RETURN written;
END
$$;

-- The extension has to be at work before its settings can be named.
SELECT '[1]'::public.vector;

-- The shared discoveries that match words by their names, or are like a vector, the best first: the ranks in both
-- lists make the score (reciprocal rank fusion: 1 / (60 + rank) of each list it is in). Of each list the best 200
-- count; of words that more than 2,000 names have, the first 2,000 are looked at.
CREATE FUNCTION roadtrip.search_discoveries(words text, vector double precision[])
RETURNS TABLE (id uuid, score double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' SET hnsw.iterative_scan = 'strict_order' ROWS 200
AS $$
    WITH matching AS (
        SELECT d.id, d.poi_name
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
            AND to_tsvector('pg_catalog.simple', d.poi_name) @@ websearch_to_tsquery('pg_catalog.simple', words)
        LIMIT 2000
    ), by_words AS (
        SELECT m.id, row_number() OVER (
            ORDER BY ts_rank(to_tsvector('pg_catalog.simple', m.poi_name),
                websearch_to_tsquery('pg_catalog.simple', words), 1) DESC, m.id
        ) AS place
        FROM matching AS m
    ), nearest AS (
        SELECT e.discovery_id AS id, e.embedding OPERATOR(public.<=>) vector::public.vector AS distance
        FROM roadtrip.discovery_embeddings AS e
        WHERE vector IS NOT NULL AND EXISTS (
            SELECT FROM roadtrip.discoveries AS d
            WHERE d.id = e.discovery_id AND d.location_public IS NOT NULL AND d.rejected_at IS NULL
        )
        ORDER BY e.embedding OPERATOR(public.<=>) vector::public.vector
        LIMIT 200
    ), by_vector AS (
        SELECT n.id, row_number() OVER (ORDER BY min(n.distance), n.id) AS place FROM nearest AS n GROUP BY n.id
    )
    SELECT ranked.id, sum(1.0::double precision / (60 + ranked.place))
    FROM (
        SELECT w.id, w.place FROM by_words AS w WHERE w.place <= 200
        UNION ALL
        SELECT v.id, v.place FROM by_vector AS v
    ) AS ranked
    GROUP BY ranked.id
$$;

REVOKE ALL ON FUNCTION roadtrip.search_discoveries FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.search_discoveries TO quintet_app, quintet_admin;

-- The shared discoveries that are most like one, which is shared or the caller's own: at most 200, how far apart
-- (1 minus the cosine) the embeddings of the same model are. Embeddings themselves are shown to nobody.
CREATE FUNCTION roadtrip.similar_discoveries(discovery uuid) RETURNS TABLE (id uuid, distance double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' SET hnsw.iterative_scan = 'strict_order' ROWS 200
AS $$
    SELECT found.discovery_id, found.distance
    FROM (
        SELECT e.embedding, e.model_version
        FROM roadtrip.discoveries AS d
        JOIN roadtrip.discovery_embeddings AS e ON e.discovery_id = d.id
        WHERE d.id = discovery
            AND (d.location_public IS NOT NULL AND d.rejected_at IS NULL OR d.user_id = (SELECT roadtrip.account()))
        ORDER BY e.created_at DESC, e.id
        LIMIT 1
    ) AS asked
    CROSS JOIN LATERAL (
        SELECT e.discovery_id, e.embedding OPERATOR(public.<=>) asked.embedding AS distance
        FROM roadtrip.discovery_embeddings AS e
        WHERE e.discovery_id <> discovery
            AND e.model_version = asked.model_version
            AND EXISTS (
                SELECT FROM roadtrip.discoveries AS d
                WHERE d.id = e.discovery_id AND d.location_public IS NOT NULL AND d.rejected_at IS NULL
            )
        ORDER BY e.embedding OPERATOR(public.<=>) asked.embedding
        LIMIT 200
    ) AS found
$$;

REVOKE ALL ON FUNCTION roadtrip.similar_discoveries FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.similar_discoveries TO quintet_app, quintet_admin;
