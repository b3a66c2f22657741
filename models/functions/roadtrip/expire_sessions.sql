-- Ends the roadtrips whose time is over; returns how many. For the worker.
CREATE FUNCTION roadtrip.expire_sessions(moment timestamptz DEFAULT quintet.clock()) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH ended AS (
        UPDATE roadtrip.roadtrip_sessions SET status = 'expired'
        WHERE status = 'active' AND expires_at <= moment
        RETURNING id
    )
    SELECT count(*) FROM ended
$$;
