-- How many accounts are active, by tier; the free ones count and deleted ones do not. A count of generations whose
-- time is over is zero, as the quota says.
CREATE VIEW repurpose.subscriptions_by_tier WITH (security_invoker) AS
SELECT
    u.subscription_tier,
    count(*)::integer AS user_count,
    coalesce(sum(u.generations_count_current_month) FILTER (WHERE u.usage_reset_at > quintet.clock()), 0)
        AS total_generations
FROM repurpose.users AS u
WHERE u.subscription_status = 'active' AND u.deleted_at IS NULL
GROUP BY u.subscription_tier;
