-- Keeps an answer of the AI under its key, in place of the one there was; returns its id. Hits are counted anew where
-- the answer is another one. An answer about one discovery never takes the place of one that still holds about
-- another or about none. For staff.
CREATE FUNCTION roadtrip.store_ai_result(
    key text, kind text, asked jsonb, answered jsonb, model text, lifetime_seconds integer, discovery uuid
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    stored uuid;
BEGIN
    INSERT INTO roadtrip.ai_processing_cache AS c (
        cache_key, processing_type, input_data, output_data, model_version, expires_at, discovery_id
    )
    VALUES (
        key, kind, asked, answered, model, quintet.clock() + make_interval(secs => lifetime_seconds), discovery
    )
    ON CONFLICT (cache_key) DO UPDATE
    SET processing_type = excluded.processing_type,
        input_data = excluded.input_data,
        output_data = excluded.output_data,
        model_version = excluded.model_version,
        cache_hits = CASE
            WHEN c.output_data = excluded.output_data AND c.discovery_id IS NOT DISTINCT FROM excluded.discovery_id
            THEN c.cache_hits ELSE 0 END,
        expires_at = excluded.expires_at,
        discovery_id = excluded.discovery_id
    WHERE c.discovery_id IS NOT DISTINCT FROM excluded.discovery_id OR c.expires_at <= quintet.clock()
    RETURNING c.id INTO stored;
    IF stored IS NULL THEN
        RAISE EXCEPTION 'answer about something else' USING
            ERRCODE = 'unique_violation',
            CONSTRAINT = 'uq_ai_processing_cache_cache_key',
            TABLE = 'ai_processing_cache',
            SCHEMA = 'roadtrip';
    END IF;
    RETURN stored;
END
$$;
