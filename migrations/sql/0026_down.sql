-- Counts a use of the answer that is kept under a key and returns its id; null where there is none that still holds.
-- Staff may use every answer, everybody else those about their own discoveries. Nobody but staff, whose reads are
-- written down with it, waits until the disk has the count: the answer is kept already.
CREATE FUNCTION roadtrip.use_ai_result(key text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    is_staff CONSTANT boolean = session_user IN ('quintet_admin', 'quintet_worker');
    used uuid;
BEGIN
    IF NOT is_staff THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    UPDATE roadtrip.ai_processing_cache AS c
    SET cache_hits = c.cache_hits + 1
    WHERE c.cache_key = key
        AND (c.expires_at IS NULL OR c.expires_at > quintet.clock())
        AND (
            is_staff
            OR EXISTS (
                SELECT FROM roadtrip.discoveries AS d WHERE d.id = c.discovery_id AND d.user_id = roadtrip.account()
            )
        )
    RETURNING c.id INTO used;
    RETURN used;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.use_ai_result FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.use_ai_result TO quintet_app, quintet_admin, quintet_worker;

DROP FUNCTION roadtrip.count_ai_hits;
