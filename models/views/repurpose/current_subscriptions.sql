-- Of each person, the subscription that mirror_subscription() copies to the account: the newest that is active, on
-- trial or past due.
CREATE VIEW repurpose.current_subscriptions WITH (security_invoker) AS
SELECT DISTINCT ON (s.user_id)
    s.user_id,
    s.id AS subscription_id,
    s.tier,
    s.status,
    s.current_period_start,
    s.current_period_end,
    s.cancel_at_period_end,
    s.amount_cents,
    s.currency,
    s.interval,
    s.trial_end
FROM repurpose.subscriptions AS s
WHERE s.status IN ('active', 'trialing', 'past_due')
ORDER BY s.user_id, s.current_period_start DESC, s.created_at DESC;
