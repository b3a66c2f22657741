-- How many roadtrips there were each month; nothing is said of groups of fewer than five people.
CREATE FUNCTION roadtrip.roadtrip_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (month date, roadtrips bigint, travellers bigint, discoveries bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT
        date_trunc('month', s.created_at, 'UTC')::date,
        count(*),
        count(DISTINCT s.user_id),
        sum(s.total_discoveries)
    FROM roadtrip.roadtrip_sessions AS s
    GROUP BY date_trunc('month', s.created_at, 'UTC')
    HAVING count(DISTINCT s.user_id) >= greatest(smallest_group, 5)
    ORDER BY 1 DESC
$$;
