-- Resets the counts whose time is over; returns how many. For the worker, once a month.
CREATE FUNCTION repurpose.reset_usage() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH due AS (
        UPDATE repurpose.users
        SET generations_count_current_month = 0, usage_reset_at = repurpose.next_month(quintet.clock())
        WHERE usage_reset_at <= quintet.clock()
        RETURNING id
    )
    SELECT count(*) FROM due
$$;
