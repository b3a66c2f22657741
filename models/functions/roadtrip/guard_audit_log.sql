-- The audit log is only added to. The one change allowed forgets who did something, when that person is erased.
CREATE FUNCTION roadtrip.guard_audit_log() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.user_id IS NULL
            AND to_jsonb(NEW) - 'user_id' = to_jsonb(OLD) - 'user_id'
            AND NOT EXISTS (SELECT FROM roadtrip.users AS u WHERE u.id = OLD.user_id) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is only added to' USING
        ERRCODE = 'insufficient_privilege', TABLE = 'audit_log', SCHEMA = 'roadtrip';
END
$$;
