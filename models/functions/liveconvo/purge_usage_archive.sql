-- Deletes archived usage that is older than this, and counts it. For the worker.
CREATE FUNCTION liveconvo.purge_usage_archive(older_than interval DEFAULT '7 years') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM liveconvo.usage_records_archive AS a
        WHERE coalesce(a.created_at, a.archived_at) < quintet.clock() - older_than
        RETURNING a.id
    )
    SELECT count(*) FROM gone
$$;
