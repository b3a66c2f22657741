-- Sums of all revenue by day, week and month, as roadtrip.sum_revenue keeps them: what the generated people earned is
-- added to what others did.
-- $1: the domain of the generated people's e-mail addresses.
INSERT INTO roadtrip.revenue_totals AS t (
    id, platform_id, bucket_type, bucket, entries, views,
    revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents
)
SELECT
    md5(concat_ws('/', b.platform_id, b.bucket_type, b.bucket))::uuid,
    b.platform_id,
    b.bucket_type,
    b.bucket,
    sum(b.entries),
    sum(b.views),
    sum(b.revenue_cents),
    sum(b.net_revenue_cents),
    sum(b.user_share_cents),
    sum(b.platform_share_cents)
FROM roadtrip.revenue_by_bucket AS b
JOIN roadtrip.users AS u ON u.id = b.user_id AND split_part(u.email, '@', 2) = $1
GROUP BY b.platform_id, b.bucket_type, b.bucket
ON CONFLICT (bucket_type, bucket, platform_id) DO UPDATE
SET entries = t.entries + excluded.entries,
    views = t.views + excluded.views,
    revenue_cents = t.revenue_cents + excluded.revenue_cents,
    net_revenue_cents = t.net_revenue_cents + excluded.net_revenue_cents,
    user_share_cents = t.user_share_cents + excluded.user_share_cents,
    platform_share_cents = t.platform_share_cents + excluded.platform_share_cents
