-- Each person's numbers at a glance, as of the last refresh.
CREATE MATERIALIZED VIEW roadtrip.user_dashboards AS
SELECT
    u.id AS user_id,
    coalesce(trips.roadtrips, 0) AS roadtrips,
    trips.last_roadtrip_at,
    coalesce(found.discoveries, 0) AS discoveries,
    coalesce(found.new_discoveries, 0) AS new_discoveries,
    coalesce(filmed.videos, 0) AS videos,
    coalesce(earned.views, 0)::bigint AS views,
    coalesce(earned.user_share_cents, 0)::bigint AS user_share_cents,
    coalesce(credits.balance, 0) AS credit_balance,
    coalesce(referrals.total_friends_joined, 0) AS friends_joined,
    now() AS refreshed_at
FROM roadtrip.users AS u
LEFT JOIN (
    SELECT s.user_id, count(*) AS roadtrips, max(s.created_at) AS last_roadtrip_at
    FROM roadtrip.roadtrip_sessions AS s
    GROUP BY s.user_id
) AS trips ON trips.user_id = u.id
LEFT JOIN (
    SELECT d.user_id, count(*) AS discoveries, count(*) FILTER (WHERE d.is_new_discovery) AS new_discoveries
    FROM roadtrip.discoveries AS d
    GROUP BY d.user_id
) AS found ON found.user_id = u.id
LEFT JOIN (
    SELECT d.user_id, count(*) AS videos
    FROM roadtrip.videos AS v
    JOIN roadtrip.discoveries AS d ON d.id = v.discovery_id
    GROUP BY d.user_id
) AS filmed ON filmed.user_id = u.id
LEFT JOIN (
    SELECT b.user_id, sum(b.views) AS views, sum(b.user_share_cents) AS user_share_cents
    FROM roadtrip.revenue_by_bucket AS b
    WHERE b.bucket_type = 'month'
    GROUP BY b.user_id
) AS earned ON earned.user_id = u.id
LEFT JOIN roadtrip.user_credits AS credits ON credits.user_id = u.id
LEFT JOIN roadtrip.user_referrals AS referrals ON referrals.user_id = u.id;
