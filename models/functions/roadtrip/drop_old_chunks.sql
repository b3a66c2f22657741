-- Drops the chunks of a hypertable whose rows are all older than this; returns how many. For the worker, and the
-- only way in which anything leaves the audit log. Revenue is not dropped.
CREATE FUNCTION roadtrip.drop_old_chunks(hypertable text, older_than interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    dropped bigint;
BEGIN
    IF hypertable NOT IN ('audit_log', 'api_usage_tracking', 'user_behavior_analytics') THEN
        RAISE EXCEPTION 'nothing is dropped from this table' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO dropped
    FROM public.drop_chunks(format('roadtrip.%I', hypertable)::regclass, older_than => quintet.clock() - older_than);
    RETURN dropped;
END
$$;
