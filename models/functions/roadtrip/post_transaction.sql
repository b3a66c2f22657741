-- A transaction in the ledger moves the balance.
CREATE FUNCTION roadtrip.post_transaction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.user_credits
    SET balance = NEW.balance_after,
        total_earned = total_earned + CASE NEW.transaction_type WHEN 'earned' THEN NEW.amount ELSE 0 END,
        total_used = total_used - CASE NEW.transaction_type WHEN 'used' THEN NEW.amount ELSE 0 END
    WHERE user_id = NEW.user_id;
    RETURN NULL;
END
$$;
