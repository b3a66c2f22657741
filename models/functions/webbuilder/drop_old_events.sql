-- Deletes visitors' events that are older; the counters of campaigns keep them. For the worker.
CREATE FUNCTION webbuilder.drop_old_events(older_than interval DEFAULT '400 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH dropped AS (
        DELETE FROM webbuilder.campaign_events AS e WHERE e.created_at < quintet.clock() - older_than RETURNING 1
    )
    SELECT count(*) FROM dropped
$$;
