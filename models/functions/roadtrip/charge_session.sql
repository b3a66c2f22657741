-- Starting a roadtrip costs its credits, in the same transaction.
CREATE FUNCTION roadtrip.charge_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'active' AND NEW.credits_consumed > 0 THEN
        INSERT INTO roadtrip.credit_transactions (
            user_id, transaction_type, amount, source, description, created_at
        )
        VALUES (NEW.user_id, 'used', -NEW.credits_consumed, 'roadtrip_usage', 'A roadtrip.', NEW.created_at);
    END IF;
    RETURN NULL;
END
$$;
