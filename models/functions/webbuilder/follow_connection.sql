-- A person's new credentials are yet to be tried, and without any there is no connection; a connection that works
-- forgets old errors; a finished sync is dated. A job that encrypts credentials with another key changes no status.
CREATE FUNCTION webbuilder.follow_connection() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF current_user = 'quintet_app' AND NEW.encrypted_credentials IS DISTINCT FROM OLD.encrypted_credentials THEN
            NEW.connection_status := CASE WHEN NEW.encrypted_credentials IS NULL THEN 'disconnected' ELSE 'pending' END;
        END IF;
        IF NEW.connection_status = 'connected' AND OLD.connection_status <> 'connected'
            AND NEW.sync_status = 'error' THEN
            NEW.sync_status := 'idle';
        END IF;
        IF NEW.sync_status = 'completed' AND OLD.sync_status <> 'completed'
            AND NEW.last_sync_at IS NOT DISTINCT FROM OLD.last_sync_at THEN
            NEW.last_sync_at := clock_timestamp();
        END IF;
    END IF;
    IF NEW.sync_status <> 'error' THEN
        NEW.sync_error_message := NULL;
    END IF;
    RETURN NEW;
END
$$;
