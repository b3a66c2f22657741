-- Answers of the AI that chance picks ($1 of them), each with whoever may use it.
SELECT d.user_id AS person, kept.cache_key AS key
FROM generate_series(1, $1) AS number
CROSS JOIN LATERAL (
    SELECT c.cache_key, c.discovery_id FROM roadtrip.ai_processing_cache AS c
    WHERE c.id >= md5('use ' || number)::uuid ORDER BY c.id LIMIT 1
) AS kept
JOIN roadtrip.discoveries AS d ON d.id = kept.discovery_id
ORDER BY number
