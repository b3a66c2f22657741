-- Gives back jobs whose worker is gone: those begun too long ago. For the worker.
CREATE FUNCTION webbuilder.reclaim_jobs(older_than interval DEFAULT '15 minutes') RETURNS bigint
LANGUAGE sql SET search_path = ''
AS $$
    SELECT count(webbuilder.fail_job(j.id, j.attempts, 'The worker did not finish in time.'))
    FROM webbuilder.job_queue AS j
    WHERE j.status = 'processing' AND j.started_at < quintet.clock() - older_than
$$;
