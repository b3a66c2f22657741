-- Everybody's sums by day, week and month are not those of what each person has.
SELECT concat_ws(' ', coalesce(t.bucket_type, s.bucket_type), coalesce(t.bucket, s.bucket))
FROM roadtrip.revenue_totals AS t
FULL JOIN (
    SELECT b.bucket_type, b.bucket, b.platform_id, sum(b.entries) AS entries, sum(b.views) AS views,
        sum(b.revenue_cents) AS gross, sum(b.net_revenue_cents) AS net, sum(b.user_share_cents) AS theirs,
        sum(b.platform_share_cents) AS ours
    FROM roadtrip.revenue_by_bucket AS b
    GROUP BY 1, 2, 3
) AS s ON (s.bucket_type, s.bucket, s.platform_id) = (t.bucket_type, t.bucket, t.platform_id)
WHERE (t.entries, t.views, t.revenue_cents, t.net_revenue_cents, t.user_share_cents, t.platform_share_cents)
    IS DISTINCT FROM (s.entries, s.views, s.gross, s.net, s.theirs, s.ours)
