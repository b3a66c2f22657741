-- Drops the chunks of the event log whose events are all older than 72 hours. For the worker.
CREATE FUNCTION quintet.drop_old_events(older_than interval DEFAULT '72 hours') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT count(*) FROM public.drop_chunks('quintet.events', older_than => quintet.clock() - older_than)
$$;
