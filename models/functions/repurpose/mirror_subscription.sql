-- The account says what the subscription says that holds: the newest that is active, on trial or past due.
-- Without one the tier is free.
CREATE FUNCTION repurpose.mirror_subscription() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    holding repurpose.subscriptions;
    was_canceled boolean;
BEGIN
    PERFORM FROM repurpose.users AS u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
    SELECT * INTO holding
    FROM repurpose.subscriptions AS s
    WHERE s.user_id = NEW.user_id AND s.status IN ('active', 'trialing', 'past_due')
    ORDER BY s.current_period_start DESC, s.created_at DESC
    LIMIT 1;
    IF FOUND THEN
        UPDATE repurpose.users SET
            subscription_status = holding.status,
            stripe_customer_id = holding.stripe_customer_id,
            stripe_subscription_id = holding.stripe_subscription_id,
            subscription_current_period_end = holding.current_period_end
        WHERE id = NEW.user_id;
    ELSE
        was_canceled := EXISTS (
            SELECT FROM repurpose.subscriptions AS s WHERE s.user_id = NEW.user_id AND s.status = 'canceled'
        );
        UPDATE repurpose.users SET
            subscription_status = CASE WHEN was_canceled THEN 'canceled' ELSE 'active' END,
            stripe_subscription_id = NULL,
            subscription_current_period_end = NULL
        WHERE id = NEW.user_id;
    END IF;
    PERFORM repurpose.update_user_tier(NEW.user_id, coalesce(holding.tier, 'free'));
    RETURN NULL;
END
$$;
