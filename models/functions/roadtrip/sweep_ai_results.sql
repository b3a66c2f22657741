-- Deletes the answers of the AI that hold no more; returns how many. For the worker.
CREATE FUNCTION roadtrip.sweep_ai_results(moment timestamptz DEFAULT quintet.clock()) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH swept AS (
        DELETE FROM roadtrip.ai_processing_cache WHERE expires_at <= moment
        RETURNING id
    )
    SELECT count(*) FROM swept
$$;
