-- Applies a notification of Paymob to the subscription it is about. True if it changed something: one that
-- arrived before, one that is older than what is known, and one about an erased account change nothing.
CREATE FUNCTION learning.apply_paymob_event(
    event text, happened_at timestamptz, paymob_subscription text, learner uuid,
    plan text, cycle text, amount numeric, state text, next_billing timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    moment timestamp := timezone('utc', happened_at);
BEGIN
    IF amount IS DISTINCT FROM round(amount, 2) THEN
        RAISE EXCEPTION 'an amount of fractions of a piastre' USING ERRCODE = 'numeric_value_out_of_range';
    END IF;
    PERFORM FROM learning.users AS u WHERE u.id = learner FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO learning.payment_events (event_id, paymob_subscription_id, occurred_at)
    VALUES (event, paymob_subscription, moment)
    ON CONFLICT (event_id) DO NOTHING;
    IF NOT FOUND OR EXISTS (
        SELECT FROM learning.payment_events AS e
        WHERE e.paymob_subscription_id = paymob_subscription AND e.occurred_at > moment
    ) THEN
        RETURN false;
    END IF;
    INSERT INTO learning.subscriptions (
        user_id, plan_name, status, billing_cycle, amount_egp, started_at, next_billing_date, paymob_subscription_id
    ) VALUES (learner, plan, state, cycle, amount, moment, timezone('utc', next_billing), paymob_subscription)
    ON CONFLICT (paymob_subscription_id) WHERE paymob_subscription_id IS NOT NULL DO UPDATE SET
        plan_name = excluded.plan_name,
        status = excluded.status,
        billing_cycle = excluded.billing_cycle,
        amount_egp = excluded.amount_egp,
        next_billing_date = excluded.next_billing_date;
    RETURN true;
END
$$;
