-- Takes jobs that are due, of some types or all, the oldest first; no job is taken twice. For the worker.
CREATE FUNCTION webbuilder.claim_jobs(types text[] DEFAULT NULL, most integer DEFAULT 1)
RETURNS SETOF webbuilder.job_queue
LANGUAGE sql SET search_path = ''
AS $$
    WITH due AS MATERIALIZED (
        SELECT j.id FROM webbuilder.job_queue AS j
        WHERE j.status IN ('pending', 'retrying') AND j.scheduled_at <= quintet.clock()
            AND (types IS NULL OR j.job_type = ANY (types))
        ORDER BY j.scheduled_at, j.id
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    UPDATE webbuilder.job_queue AS j
    SET status = 'processing', attempts = j.attempts + 1, started_at = quintet.clock(), error_message = NULL
    FROM due
    WHERE j.id = due.id
    RETURNING j.*
$$;
