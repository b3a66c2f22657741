-- Sums of the generated revenue by day, week and month, as roadtrip.roll_up_revenue keeps them.
-- $1: the domain of the generated people's e-mail addresses.
INSERT INTO roadtrip.revenue_by_bucket (
    id, user_id, platform_id, bucket_type, bucket, entries, views,
    revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents
)
SELECT
    md5(concat_ws('/', v.user_id, v.platform_id, kind, date_trunc(kind, v.date::timestamp)::date))::uuid,
    v.user_id,
    v.platform_id,
    kind,
    date_trunc(kind, v.date::timestamp)::date,
    count(*),
    sum(v.views),
    sum(v.revenue_cents),
    sum(v.net_revenue_cents),
    sum(v.user_share_cents),
    sum(v.platform_share_cents)
FROM roadtrip.video_revenues AS v
JOIN roadtrip.users AS u ON u.id = v.user_id AND split_part(u.email, '@', 2) = $1
CROSS JOIN unnest(ARRAY['day', 'week', 'month']) AS kind
GROUP BY v.user_id, v.platform_id, kind, date_trunc(kind, v.date::timestamp)::date
