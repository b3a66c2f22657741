DROP VIEW roadtrip.video_revenues_newest;

DROP VIEW roadtrip.user_behavior_analytics_newest;

DROP VIEW roadtrip.audit_log_newest;

DROP VIEW roadtrip.api_usage_tracking_newest;

DROP INDEX roadtrip.ix_video_revenues_user_id_platform_id_date;

-- The extension has to be at work before its settings can be named.
SELECT '[1]'::public.vector;

-- The shared discoveries that match words by their names, or are like a vector, the best first: the ranks in both
-- lists make the score (reciprocal rank fusion: 1 / (60 + rank) of each list it is in). Of each list the best 200
-- count; of words that more than 2,000 names have, the first 2,000 are looked at.
CREATE OR REPLACE FUNCTION roadtrip.search_discoveries(words text, vector double precision[])
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

DROP INDEX roadtrip.ix_discoveries_poi_name_words_512th;

DROP INDEX roadtrip.ix_discoveries_poi_name_words_64th;

DROP INDEX roadtrip.ix_discoveries_poi_name_words_eighth;
