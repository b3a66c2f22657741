-- Whatever in the data contradicts itself: ledgers that do not add up, counters and sums that have drifted,
-- constraints that were never validated. No rows mean that all is well. For the worker.
CREATE FUNCTION roadtrip.find_faults() RETURNS TABLE (fault text, found bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    WITH ledger AS (
        SELECT
            t.*,
            lag(t.balance_after, 1, 0) OVER numbered AS expected,
            row_number() OVER numbered AS place
        FROM roadtrip.credit_transactions AS t
        WINDOW numbered AS (PARTITION BY t.user_id ORDER BY t.number)
    ), faults (fault, found) AS (
        SELECT 'ledger is broken', count(*) FROM ledger WHERE balance_before <> expected OR number <> place
        UNION ALL
        SELECT 'balance differs from ledger', count(*)
        FROM roadtrip.user_credits AS c
        WHERE c.balance <> coalesce(
            (SELECT sum(t.amount) FROM roadtrip.credit_transactions AS t WHERE t.user_id = c.user_id), 0
        )
        UNION ALL
        SELECT 'discoveries of a roadtrip miscounted', count(*)
        FROM roadtrip.roadtrip_sessions AS s
        WHERE (s.total_discoveries, s.new_discoveries) <> (
            SELECT count(*), count(*) FILTER (WHERE d.is_new_discovery)
            FROM roadtrip.discoveries AS d
            WHERE d.session_id = s.id
        )
        UNION ALL
        SELECT 'sums of revenue have drifted', count(*)
        FROM (
            SELECT kind, sum(b.net_revenue_cents) AS summed
            FROM unnest(ARRAY['day', 'week', 'month']) AS kind
            LEFT JOIN roadtrip.revenue_by_bucket AS b ON b.bucket_type = kind
            GROUP BY kind
        ) AS sums
        WHERE coalesce(summed, 0) <> (SELECT coalesce(sum(v.net_revenue_cents), 0) FROM roadtrip.video_revenues AS v)
        UNION ALL
        SELECT 'sums of everybody''s revenue have drifted', count(*)
        FROM (
            SELECT kind, date_trunc(kind, v.date::timestamp)::date AS bucket, v.platform_id, count(*) AS entries,
                sum(v.views) AS views, sum(v.revenue_cents) AS gross, sum(v.net_revenue_cents) AS net,
                sum(v.user_share_cents) AS theirs, sum(v.platform_share_cents) AS ours
            FROM roadtrip.video_revenues AS v
            CROSS JOIN unnest(ARRAY['day', 'week', 'month']) AS kind
            GROUP BY 1, 2, 3
        ) AS s
        FULL JOIN roadtrip.revenue_totals AS t
            ON t.bucket_type = s.kind AND t.bucket = s.bucket AND t.platform_id = s.platform_id
        WHERE (t.entries, t.views, t.revenue_cents, t.net_revenue_cents, t.user_share_cents, t.platform_share_cents)
            IS DISTINCT FROM (s.entries, s.views, s.gross, s.net, s.theirs, s.ours)
        UNION ALL
        SELECT 'public discoveries of a city miscounted', count(*)
        FROM (
            SELECT d.latitude, d.longitude, d.category_id, count(*) AS found
            FROM (
                SELECT p.category_id, public.ST_Y(p.location_public::public.geometry) AS latitude,
                    public.ST_X(p.location_public::public.geometry) AS longitude
                FROM roadtrip.discoveries AS p
                WHERE p.location_public IS NOT NULL AND p.rejected_at IS NULL
            ) AS d
            GROUP BY GROUPING SETS ((d.latitude, d.longitude, d.category_id), (d.latitude, d.longitude))
        ) AS there
        FULL JOIN (
            SELECT c.latitude, c.longitude, c.category_id, sum(c.discoveries) AS found
            FROM roadtrip.public_discovery_counts AS c
            GROUP BY c.latitude, c.longitude, c.category_id
        ) AS counted
            ON counted.latitude = there.latitude AND counted.longitude = there.longitude
                AND coalesce(counted.category_id, 0) = coalesce(there.category_id, 0)
        WHERE coalesce(there.found, 0) <> coalesce(counted.found, 0)
        UNION ALL
        SELECT 'constraint not validated', count(*)
        FROM pg_catalog.pg_constraint AS c
        WHERE c.connamespace = 'roadtrip'::regnamespace AND NOT c.convalidated
    )
    SELECT faults.fault, faults.found FROM faults WHERE faults.found > 0
$$;

REVOKE ALL ON FUNCTION roadtrip.find_faults FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.find_faults TO quintet_worker;
