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
