-- Shares of a revenue do not add up, or somebody's sums by day, week and month are not those of their revenues.
SELECT r.id::text FROM roadtrip.video_revenues AS r
WHERE r.user_share_cents + r.platform_share_cents <> r.net_revenue_cents
    OR r.user_share_cents <> r.net_revenue_cents / 2
UNION ALL
SELECT concat_ws(' ', coalesce(b.person, s.person), coalesce(b.bucket_type, s.kind), coalesce(b.bucket, s.bucket))
FROM (
    SELECT coalesce(user_id::text, 'nobody') AS person, * FROM roadtrip.revenue_by_bucket
) AS b
FULL JOIN (
    SELECT coalesce(r.user_id::text, 'nobody') AS person, r.platform_id, kind,
        date_trunc(kind, r.date::timestamp)::date AS bucket, count(*) AS entries, sum(r.views) AS views,
        sum(r.revenue_cents) AS gross, sum(r.net_revenue_cents) AS net, sum(r.user_share_cents) AS theirs,
        sum(r.platform_share_cents) AS ours
    FROM roadtrip.video_revenues AS r CROSS JOIN unnest(ARRAY['day', 'week', 'month']) AS kind
    GROUP BY 1, 2, 3, 4
) AS s ON (s.person, s.platform_id, s.kind, s.bucket) = (b.person, b.platform_id, b.bucket_type, b.bucket)
WHERE (b.entries, b.views, b.revenue_cents, b.net_revenue_cents, b.user_share_cents, b.platform_share_cents)
    IS DISTINCT FROM (s.entries, s.views, s.gross, s.net, s.theirs, s.ours)
