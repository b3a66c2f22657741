-- Only the ledger moves a balance: a statement that does so by itself is refused.
CREATE FUNCTION roadtrip.guard_balance() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF pg_trigger_depth() = 1
        AND (NEW.balance, NEW.total_earned, NEW.total_used)
            IS DISTINCT FROM (OLD.balance, OLD.total_earned, OLD.total_used) THEN
        RAISE EXCEPTION 'only the ledger moves a balance' USING
            ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;
