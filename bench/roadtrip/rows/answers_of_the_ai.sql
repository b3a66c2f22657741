-- Of each discovery that has a video an answer of the AI is kept, of about a kilobyte.
INSERT INTO roadtrip.ai_processing_cache (
    id, cache_key, processing_type, input_data, output_data, discovery_id, created_at
)
SELECT
    md5('answer ' || v.discovery_id)::uuid, 'poi_analysis:' || v.discovery_id || ':en', 'poi_analysis',
    jsonb_build_object('language', 'en'),
    jsonb_build_object('title', v.title, 'lines', (
        SELECT jsonb_agg(md5(v.discovery_id || ' ' || line)) FROM generate_series(1, 25) AS line
    )),
    v.discovery_id, v.created_at
FROM roadtrip.videos AS v
ON CONFLICT DO NOTHING
