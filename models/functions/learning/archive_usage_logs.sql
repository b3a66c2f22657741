-- Moves uses that are older than this into the archive, in one statement; returns how many. For the worker.
CREATE FUNCTION learning.archive_usage_logs(older_than interval DEFAULT '365 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH moved AS (
        DELETE FROM learning.usage_logs AS l
        WHERE l.timestamp < timezone('utc', quintet.clock()) - older_than
        RETURNING l.*
    ), kept AS (
        INSERT INTO learning.usage_logs_archive (
            id, user_id, session_id, service_name, tokens_used, speech_seconds, timestamp, cost_usd, metadata
        )
        SELECT id, user_id, session_id, service_name, tokens_used, speech_seconds, timestamp, cost_usd, metadata
        FROM moved
        RETURNING id
    )
    SELECT count(*) FROM kept
$$;
