-- The credits that an account begins with are the first transaction of its ledger.
CREATE FUNCTION roadtrip.open_ledger() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.balance > 0 THEN
        INSERT INTO roadtrip.credit_transactions (
            user_id, transaction_type, amount, source, description, created_at
        )
        VALUES (NEW.user_id, 'promotional', NEW.balance, 'welcome', 'Free roadtrips to begin with.', NEW.created_at);
    END IF;
    RETURN NULL;
END
$$;
