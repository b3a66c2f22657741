-- Marks an attempt as failed: the job is tried again later, each time twice as late, or has failed for good.
-- Gives its new status, null where the job is not this attempt's any more. For the worker.
CREATE FUNCTION webbuilder.fail_job(job uuid, attempt integer, message text) RETURNS text
LANGUAGE sql SET search_path = ''
AS $$
    UPDATE webbuilder.job_queue AS j
    SET status = CASE WHEN j.attempts < j.max_attempts THEN 'retrying' ELSE 'failed' END,
        error_message = message,
        scheduled_at = quintet.clock() + least(interval '30 seconds' * power(2, j.attempts - 1), interval '1 hour')
    WHERE j.id = job AND j.status = 'processing' AND j.attempts = attempt
    RETURNING j.status
$$;
