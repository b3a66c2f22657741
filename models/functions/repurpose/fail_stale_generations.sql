-- Fails generations that nobody will finish any more, so that they stop counting; returns how many. For the worker.
CREATE FUNCTION repurpose.fail_stale_generations(older_than interval DEFAULT '1 hour') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH stale AS (
        UPDATE repurpose.generations
        SET status = 'failed', error_message = 'It took too long.'
        WHERE status = 'pending' AND created_at < quintet.clock() - older_than
        RETURNING id
    )
    SELECT count(*) FROM stale
$$;
