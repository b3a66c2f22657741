-- Numbers a transaction and states the balance before and after it, whatever was sent. The lock on the balance puts
-- the transactions of a person in order. A balance below zero is refused.
CREATE FUNCTION roadtrip.number_transaction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM FROM roadtrip.user_credits AS c WHERE c.user_id = NEW.user_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nobody has these credits' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_credit_transactions_user_id',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    SELECT t.number, t.balance_after INTO NEW.number, NEW.balance_before
    FROM roadtrip.credit_transactions AS t
    WHERE t.user_id = NEW.user_id
    ORDER BY t.number DESC
    LIMIT 1;
    NEW.number := coalesce(NEW.number, 0) + 1;
    NEW.balance_before := coalesce(NEW.balance_before, 0);
    NEW.balance_after := NEW.balance_before + NEW.amount;
    IF NEW.balance_after < 0 THEN
        RAISE EXCEPTION 'too few credits' USING ERRCODE = 'QN402', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;
