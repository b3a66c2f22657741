-- Marks a job as done, if it is still this attempt's; says whether it was. For the worker.
CREATE FUNCTION webbuilder.complete_job(job uuid, attempt integer) RETURNS boolean
LANGUAGE sql SET search_path = ''
AS $$
    WITH done AS (
        UPDATE webbuilder.job_queue AS j SET status = 'completed', completed_at = clock_timestamp()
        WHERE j.id = job AND j.status = 'processing' AND j.attempts = attempt
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM done)
$$;
