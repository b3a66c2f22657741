-- Keeps the billing history of usage that is deleted, by itself or with its person, session or subscription, without
-- its person. The account's key is random and found nowhere else once the account is gone, so that its hash leads to
-- nobody.
CREATE FUNCTION liveconvo.archive_usage_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO liveconvo.usage_records_archive (
        pseudonym, usage_type, quantity, unit, billing_period_start, billing_period_end, unit_price_cents,
        total_cost_cents, created_at
    ) VALUES (
        encode(sha256(convert_to('usage of ' || OLD.user_id::text, 'UTF8')), 'hex'),
        OLD.usage_type, OLD.quantity, OLD.unit, OLD.billing_period_start, OLD.billing_period_end,
        OLD.unit_price_cents, OLD.total_cost_cents, OLD.created_at
    );
    RETURN OLD;
END
$$;
