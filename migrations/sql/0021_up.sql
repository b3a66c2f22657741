-- Sums of everybody's revenue, for staff; a kept answer of the AI is counted without waiting for the disk.
CREATE TABLE roadtrip.revenue_totals (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	bucket_type VARCHAR(20) NOT NULL, 
	bucket DATE NOT NULL, 
	platform_id INTEGER NOT NULL, 
	entries BIGINT DEFAULT 0 NOT NULL, 
	views BIGINT DEFAULT 0 NOT NULL, 
	revenue_cents BIGINT DEFAULT 0 NOT NULL, 
	net_revenue_cents BIGINT DEFAULT 0 NOT NULL, 
	user_share_cents BIGINT DEFAULT 0 NOT NULL, 
	platform_share_cents BIGINT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_revenue_totals PRIMARY KEY (id), 
	CONSTRAINT uq_revenue_totals_bucket_type_bucket_platform_id UNIQUE (bucket_type, bucket, platform_id), 
	CONSTRAINT ck_revenue_totals_bucket_type_values CHECK (bucket_type IN ('day', 'week', 'month')), 
	CONSTRAINT fk_revenue_totals_platform_id FOREIGN KEY(platform_id) REFERENCES roadtrip.social_platforms (id) ON DELETE RESTRICT
);

CREATE INDEX ix_revenue_totals_bucket ON roadtrip.revenue_totals (bucket, id);

CREATE INDEX ix_revenue_totals_platform_id_bucket ON roadtrip.revenue_totals (platform_id, bucket, id);

COMMENT ON TABLE roadtrip.revenue_totals IS 'What all videos together earned on one platform in one day, week or month.';

COMMENT ON COLUMN roadtrip.revenue_totals.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.revenue_totals.bucket_type IS 'Length of the span.';

COMMENT ON COLUMN roadtrip.revenue_totals.bucket IS 'First day of the span; weeks begin on Monday.';

COMMENT ON COLUMN roadtrip.revenue_totals.platform_id IS 'Platform on which it was earned.';

COMMENT ON COLUMN roadtrip.revenue_totals.entries IS 'Number of revenues in the sums.';

COMMENT ON COLUMN roadtrip.revenue_totals.views IS 'How often the videos were seen.';

COMMENT ON COLUMN roadtrip.revenue_totals.revenue_cents IS 'Revenue before fees, in cents.';

COMMENT ON COLUMN roadtrip.revenue_totals.net_revenue_cents IS 'Revenue after fees, in cents.';

COMMENT ON COLUMN roadtrip.revenue_totals.user_share_cents IS 'The discoverers'' half, in cents.';

COMMENT ON COLUMN roadtrip.revenue_totals.platform_share_cents IS 'Our half, in cents.';

ALTER TABLE roadtrip.revenue_totals SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

-- Keeps what all videos together earned by day, week and month equal to the revenues it is of. What a statement adds
-- and takes away is added up first and written in one order, so that two that write many rows wait for each other and
-- never both. A revenue that loses its person, and only that, changes no sum.
CREATE FUNCTION roadtrip.sum_revenue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    gained roadtrip.revenue_totals[];
    lost roadtrip.revenue_totals[];
BEGIN
    IF TG_OP <> 'DELETE' THEN
        gained := ARRAY(
            SELECT ROW(
                NULL, 'day', v.date, v.platform_id, count(*), sum(v.views), sum(v.revenue_cents),
                sum(v.net_revenue_cents), sum(v.user_share_cents), sum(v.platform_share_cents)
            )::roadtrip.revenue_totals
            FROM added AS v
            GROUP BY v.date, v.platform_id
        );
    END IF;
    IF TG_OP <> 'INSERT' THEN
        lost := ARRAY(
            SELECT ROW(
                NULL, 'day', v.date, v.platform_id, -count(*), -sum(v.views), -sum(v.revenue_cents),
                -sum(v.net_revenue_cents), -sum(v.user_share_cents), -sum(v.platform_share_cents)
            )::roadtrip.revenue_totals
            FROM removed AS v
            GROUP BY v.date, v.platform_id
        );
    END IF;
    INSERT INTO roadtrip.revenue_totals AS t (
        bucket_type, bucket, platform_id, entries, views,
        revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents
    )
    SELECT
        kind, date_trunc(kind, c.bucket::timestamp)::date AS first_day, c.platform_id, sum(c.entries), sum(c.views),
        sum(c.revenue_cents), sum(c.net_revenue_cents), sum(c.user_share_cents), sum(c.platform_share_cents)
    FROM unnest(gained || lost) AS c
    CROSS JOIN unnest(ARRAY['day', 'week', 'month']) AS kind
    GROUP BY kind, first_day, c.platform_id
    HAVING (sum(c.entries), sum(c.views), sum(c.revenue_cents), sum(c.net_revenue_cents), sum(c.user_share_cents))
        <> (0, 0, 0, 0, 0)
    ORDER BY kind, first_day, c.platform_id
    ON CONFLICT (bucket_type, bucket, platform_id) DO UPDATE
    SET entries = t.entries + excluded.entries,
        views = t.views + excluded.views,
        revenue_cents = t.revenue_cents + excluded.revenue_cents,
        net_revenue_cents = t.net_revenue_cents + excluded.net_revenue_cents,
        user_share_cents = t.user_share_cents + excluded.user_share_cents,
        platform_share_cents = t.platform_share_cents + excluded.platform_share_cents;
    DELETE FROM roadtrip.revenue_totals AS t
    USING unnest(lost) AS c
    WHERE t.platform_id = c.platform_id AND t.bucket BETWEEN c.bucket - 31 AND c.bucket AND t.entries = 0;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.sum_revenue FROM PUBLIC;

CREATE TRIGGER sum_revenue_added AFTER INSERT ON roadtrip.video_revenues
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION roadtrip.sum_revenue();

CREATE TRIGGER sum_revenue_changed AFTER UPDATE ON roadtrip.video_revenues
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION roadtrip.sum_revenue();

CREATE TRIGGER sum_revenue_removed AFTER DELETE ON roadtrip.video_revenues
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT
    EXECUTE FUNCTION roadtrip.sum_revenue();

ALTER TABLE roadtrip.revenue_totals ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.revenue_totals FORCE ROW LEVEL SECURITY;

CREATE POLICY revenue_totals_staff ON roadtrip.revenue_totals
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY revenue_totals_owner ON roadtrip.revenue_totals
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, bucket_type, bucket, platform_id, entries, views, revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents) ON roadtrip.revenue_totals TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.revenue_totals TO quintet_worker;

-- What was earned already, as the triggers would have summed it up.
INSERT INTO roadtrip.revenue_totals (
    bucket_type, bucket, platform_id, entries, views,
    revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents
)
SELECT
    b.bucket_type, b.bucket, b.platform_id, sum(b.entries), sum(b.views),
    sum(b.revenue_cents), sum(b.net_revenue_cents), sum(b.user_share_cents), sum(b.platform_share_cents)
FROM roadtrip.revenue_by_bucket AS b
GROUP BY b.bucket_type, b.bucket, b.platform_id;

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

-- Counts a use of the answer that is kept under a key and returns its id; null where there is none that still holds.
-- Staff may use every answer, everybody else those about their own discoveries. Nobody but staff, whose reads are
-- written down with it, waits until the disk has the count: the answer is kept already.
CREATE OR REPLACE FUNCTION roadtrip.use_ai_result(key text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT set_config('synchronous_commit', 'off', true)
    WHERE session_user NOT IN ('quintet_admin', 'quintet_worker');
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
