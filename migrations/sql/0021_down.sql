-- Counts a use of the answer that is kept under a key and returns its id; null where there is none that still holds.
-- Staff may use every answer, everybody else those about their own discoveries.
CREATE OR REPLACE FUNCTION roadtrip.use_ai_result(key text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE roadtrip.ai_processing_cache AS c
    SET cache_hits = c.cache_hits + 1
    WHERE c.cache_key = key
        AND (c.expires_at IS NULL OR c.expires_at > quintet.clock())
        AND (
            session_user IN ('quintet_admin', 'quintet_worker')
            OR EXISTS (
                SELECT FROM roadtrip.discoveries AS d WHERE d.id = c.discovery_id AND d.user_id = roadtrip.account()
            )
        )
    RETURNING c.id
$$;

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

DROP TRIGGER sum_revenue_removed ON roadtrip.video_revenues;

DROP TRIGGER sum_revenue_changed ON roadtrip.video_revenues;

DROP TRIGGER sum_revenue_added ON roadtrip.video_revenues;

DROP FUNCTION roadtrip.sum_revenue;

DROP TABLE roadtrip.revenue_totals;
