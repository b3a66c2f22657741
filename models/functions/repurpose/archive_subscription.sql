-- Keeps the billing history of a subscription that is deleted, without its person. The account's key is random
-- and found nowhere else once the account is gone, so that its hash leads to nobody.
CREATE FUNCTION repurpose.archive_subscription() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO repurpose.subscriptions_archive (
        pseudonym, tier, status, current_period_start, current_period_end, canceled_at, amount_cents, currency,
        "interval", created_at
    ) VALUES (
        encode(sha256(convert_to('subscriptions of ' || OLD.user_id::text, 'UTF8')), 'hex'),
        OLD.tier, OLD.status, OLD.current_period_start, OLD.current_period_end, OLD.canceled_at, OLD.amount_cents,
        OLD.currency, OLD."interval", OLD.created_at
    );
    RETURN OLD;
END
$$;
