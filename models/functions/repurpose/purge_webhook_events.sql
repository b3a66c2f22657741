-- Deletes events that are older than this and were dealt with. Those that were not stay, and are counted.
CREATE FUNCTION repurpose.purge_webhook_events(
    older_than interval DEFAULT '30 days', OUT deleted bigint, OUT waiting bigint
)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM repurpose.webhook_events AS e
        WHERE e.processed AND e.created_at < quintet.clock() - older_than
        RETURNING e.id
    )
    SELECT (SELECT count(*) FROM gone), (
        SELECT count(*) FROM repurpose.webhook_events AS e
        WHERE NOT e.processed AND e.created_at < quintet.clock() - older_than
    )
$$;
