-- Counts a use of the answer that is kept under a key and returns its id; null where there is none that still holds.
-- Staff may use every answer, everybody else those about their own discoveries. Nobody but staff, whose reads are
-- written down with it, waits until the disk has the count: the answer is kept already.
CREATE OR REPLACE FUNCTION roadtrip.use_ai_result(key text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT set_config('synchronous_commit', 'off', true)
    WHERE session_user NOT IN ('quintet_admin', 'quintet_worker');
    UPDATE roadtrip.ai_processing_cache AS c
    SET cache_hits = c.cache_hits + 1
    WHERE c.cache_key = key
        AND (c.expires_at IS NULL OR c.expires_at > quintet.clock())
        AND (
            session_user IN ('quintet_admin', 'quintet_worker')
            OR EXISTS (
                SELECT FROM roadtrip.discoveries AS d WHERE d.id = c.discovery_id AND d.user_id = roadtrip.account()
            )
        )
    RETURNING c.id
$$;
