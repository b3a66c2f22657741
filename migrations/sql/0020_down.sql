-- Whatever in the data contradicts itself: ledgers that do not add up, counters and sums that have drifted,
-- constraints that were never validated. No rows mean that all is well. For the worker.
CREATE OR REPLACE FUNCTION roadtrip.find_faults() RETURNS TABLE (fault text, found bigint)
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
        SELECT 'constraint not validated', count(*)
        FROM pg_catalog.pg_constraint AS c
        WHERE c.connamespace = 'roadtrip'::regnamespace AND NOT c.convalidated
    )
    SELECT faults.fault, faults.found FROM faults WHERE faults.found > 0
$$;

DROP TRIGGER count_public_removed ON roadtrip.discoveries;

DROP TRIGGER count_public_changed ON roadtrip.discoveries;

DROP TRIGGER count_public_added ON roadtrip.discoveries;

DROP FUNCTION roadtrip.fold_public_discovery_counts;

DROP FUNCTION roadtrip.count_public_discoveries;

DROP TABLE roadtrip.public_discovery_counts;
