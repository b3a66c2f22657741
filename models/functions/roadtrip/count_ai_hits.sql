-- Adds up uses of kept answers of the AI that the gateway has counted: the n-th person asked for the answer under the
-- n-th key, so often, and first at the n-th moment. Whoever is null is staff, who may use every answer, everybody else
-- those about their own discoveries; where there was no such answer, or it did not hold any more, nothing is counted.
CREATE FUNCTION roadtrip.count_ai_hits(
    persons uuid[], keys text[], moments timestamptz[], hits integer[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    -- Whoever is being erased is waited for here, before an answer is locked that the erasure wants to delete. Answers
    -- are locked in one order for the same reason: several gateways count uses of the same ones.
    PERFORM FROM roadtrip.users AS u WHERE u.id = ANY (persons) ORDER BY u.id FOR KEY SHARE;
    PERFORM FROM roadtrip.ai_processing_cache AS c WHERE c.cache_key = ANY (keys) ORDER BY c.id FOR NO KEY UPDATE;

    UPDATE roadtrip.ai_processing_cache AS c
    SET cache_hits = least(c.cache_hits + used.hits, 2147483647)
    FROM (
        SELECT kept.id, sum(asked.hits) AS hits
        FROM unnest(persons, keys, moments, hits) AS asked (person, key, moment, hits)
        JOIN roadtrip.ai_processing_cache AS kept ON kept.cache_key = asked.key
        LEFT JOIN roadtrip.discoveries AS d ON d.id = kept.discovery_id
        WHERE (kept.expires_at IS NULL OR kept.expires_at > asked.moment)
            AND (asked.person IS NULL OR asked.person = d.user_id)
        GROUP BY kept.id
    ) AS used
    WHERE c.id = used.id;
END
$$;
