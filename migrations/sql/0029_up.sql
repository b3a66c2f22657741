-- A search by words reads less with parts that are three times as large as the next smaller one, not eight times.
DROP INDEX roadtrip.ix_discoveries_poi_name_words_eighth;

DROP INDEX roadtrip.ix_discoveries_poi_name_words_64th;

DROP INDEX roadtrip.ix_discoveries_poi_name_words_512th;

CREATE INDEX ix_discoveries_poi_name_words_third ON roadtrip.discoveries USING gin (to_tsvector('simple'::regconfig, poi_name::text)) WHERE location_public IS NOT NULL AND rejected_at IS NULL AND id < '55555555-0000-0000-0000-000000000000';

CREATE INDEX ix_discoveries_poi_name_words_9th ON roadtrip.discoveries USING gin (to_tsvector('simple'::regconfig, poi_name::text)) WHERE location_public IS NOT NULL AND rejected_at IS NULL AND id < '1c71c71c-0000-0000-0000-000000000000';

CREATE INDEX ix_discoveries_poi_name_words_27th ON roadtrip.discoveries USING gin (to_tsvector('simple'::regconfig, poi_name::text)) WHERE location_public IS NOT NULL AND rejected_at IS NULL AND id < '097b425e-0000-0000-0000-000000000000';

CREATE INDEX ix_discoveries_poi_name_words_81st ON roadtrip.discoveries USING gin (to_tsvector('simple'::regconfig, poi_name::text)) WHERE location_public IS NOT NULL AND rejected_at IS NULL AND id < '0329161f-0000-0000-0000-000000000000';

CREATE INDEX ix_discoveries_poi_name_words_243rd ON roadtrip.discoveries USING gin (to_tsvector('simple'::regconfig, poi_name::text)) WHERE location_public IS NOT NULL AND rejected_at IS NULL AND id < '010db20a-0000-0000-0000-000000000000';

CREATE INDEX ix_discoveries_poi_name_words_729th ON roadtrip.discoveries USING gin (to_tsvector('simple'::regconfig, poi_name::text)) WHERE location_public IS NOT NULL AND rejected_at IS NULL AND id < '0059e603-0000-0000-0000-000000000000';

-- The extension has to be at work before its settings can be named.
SELECT '[1]'::public.vector;

-- The shared discoveries that match words by their names, or are like a vector, the best first: the ranks in both
-- lists make the score (reciprocal rank fusion: 1 / (60 + rank) of each list it is in). Of each list the best 200
-- count. Of words that many names have, a part of the discoveries is looked at: those with the lowest ids, of which
-- each part has an index of its own; the smallest part in which 200 match is enough, and all are the last part. Of
-- what matches there the 200 shortest names are ranked.
CREATE OR REPLACE FUNCTION roadtrip.search_discoveries(words text, vector double precision[])
RETURNS TABLE (id uuid, score double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' SET hnsw.iterative_scan = 'strict_order'
SET plan_cache_mode = 'force_generic_plan' ROWS 200
AS $$
DECLARE
    asked CONSTANT tsquery = websearch_to_tsquery('pg_catalog.simple', words);
BEGIN
    -- The parts are asked one after the other, and none after the first that is enough. Their bounds must stand
    -- here as constants: only then does the planner see which index has them.
    RETURN QUERY
    WITH matching AS (
        SELECT array_agg(d.id) AS ids, array_agg(d.poi_name) AS names
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
            AND to_tsvector('pg_catalog.simple', d.poi_name) @@ asked
            AND d.id < '0059e603-0000-0000-0000-000000000000'
        HAVING count(*) >= 200
        UNION ALL
        SELECT array_agg(d.id), array_agg(d.poi_name)
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
            AND to_tsvector('pg_catalog.simple', d.poi_name) @@ asked
            AND d.id < '010db20a-0000-0000-0000-000000000000'
        HAVING count(*) >= 200
        UNION ALL
        SELECT array_agg(d.id), array_agg(d.poi_name)
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
            AND to_tsvector('pg_catalog.simple', d.poi_name) @@ asked
            AND d.id < '0329161f-0000-0000-0000-000000000000'
        HAVING count(*) >= 200
        UNION ALL
        SELECT array_agg(d.id), array_agg(d.poi_name)
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
            AND to_tsvector('pg_catalog.simple', d.poi_name) @@ asked
            AND d.id < '097b425e-0000-0000-0000-000000000000'
        HAVING count(*) >= 200
        UNION ALL
        SELECT array_agg(d.id), array_agg(d.poi_name)
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
            AND to_tsvector('pg_catalog.simple', d.poi_name) @@ asked
            AND d.id < '1c71c71c-0000-0000-0000-000000000000'
        HAVING count(*) >= 200
        UNION ALL
        SELECT array_agg(d.id), array_agg(d.poi_name)
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
            AND to_tsvector('pg_catalog.simple', d.poi_name) @@ asked
            AND d.id < '55555555-0000-0000-0000-000000000000'
        HAVING count(*) >= 200
        UNION ALL
        SELECT array_agg(d.id), array_agg(d.poi_name)
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
            AND to_tsvector('pg_catalog.simple', d.poi_name) @@ asked
        LIMIT 1
    ), shortest AS (
        SELECT m.id, m.name
        FROM matching, unnest(matching.ids, matching.names) AS m(id, name)
        ORDER BY length(m.name), m.id
        LIMIT 200
    ), by_words AS (
        SELECT s.id, row_number() OVER (
            ORDER BY ts_rank(to_tsvector('pg_catalog.simple', s.name), asked, 1) DESC, s.id
        ) AS place
        FROM shortest AS s
    ), nearest AS (
        SELECT e.discovery_id AS id, e.embedding OPERATOR(public.<=>) vector::public.vector AS distance
        FROM roadtrip.discovery_embeddings AS e
        -- Not EXISTS, which may become a join with all that are shared: one embedding after the other, in their order.
        WHERE vector IS NOT NULL AND (
            SELECT d.location_public IS NOT NULL AND d.rejected_at IS NULL
            FROM roadtrip.discoveries AS d
            WHERE d.id = e.discovery_id
        )
        ORDER BY e.embedding OPERATOR(public.<=>) vector::public.vector
        LIMIT 200
    ), by_vector AS (
        SELECT n.id, row_number() OVER (ORDER BY min(n.distance), n.id) AS place FROM nearest AS n GROUP BY n.id
    )
    SELECT ranked.id, sum(1.0::double precision / (60 + ranked.place))
    FROM (
        SELECT w.id, w.place FROM by_words AS w
        UNION ALL
        SELECT v.id, v.place FROM by_vector AS v
    ) AS ranked
    GROUP BY ranked.id;
END
$$;
