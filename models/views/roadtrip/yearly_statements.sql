-- What the videos of each person whom the caller sees earned in each year.
CREATE VIEW roadtrip.yearly_statements WITH (security_invoker) AS
SELECT
    b.user_id,
    CASE WHEN isfinite(b.bucket) THEN make_date(extract(year FROM b.bucket)::integer, 1, 1) ELSE b.bucket END AS year,
    sum(b.views)::bigint AS views,
    sum(b.net_revenue_cents)::bigint AS net_revenue_cents,
    sum(b.user_share_cents)::bigint AS user_share_cents,
    sum(b.platform_share_cents)::bigint AS platform_share_cents
FROM roadtrip.revenue_by_bucket AS b
WHERE b.user_id IS NOT NULL AND b.bucket_type = 'month'
GROUP BY b.user_id, CASE WHEN isfinite(b.bucket) THEN make_date(extract(year FROM b.bucket)::integer, 1, 1) ELSE b.bucket END;
