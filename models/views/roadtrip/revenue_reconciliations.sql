-- Each platform's report beside the sums of what was imported for its days.
CREATE VIEW roadtrip.revenue_reconciliations WITH (security_invoker) AS
SELECT
    r.id AS report_id,
    i.views AS imported_views,
    i.revenue_cents AS imported_revenue_cents,
    i.net_revenue_cents AS imported_net_revenue_cents,
    r.views - i.views AS views_difference,
    r.revenue_cents - i.revenue_cents AS revenue_difference_cents,
    r.net_revenue_cents - i.net_revenue_cents AS net_revenue_difference_cents,
    (r.views, r.revenue_cents, r.net_revenue_cents) = (i.views, i.revenue_cents, i.net_revenue_cents) AS is_reconciled
FROM roadtrip.revenue_reports AS r
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(v.views), 0)::bigint AS views,
        coalesce(sum(v.revenue_cents), 0)::bigint AS revenue_cents,
        coalesce(sum(v.net_revenue_cents), 0)::bigint AS net_revenue_cents
    FROM roadtrip.video_revenues AS v
    WHERE v.platform_id = r.platform_id AND v.date BETWEEN r.first_day AND r.last_day
) AS i;
