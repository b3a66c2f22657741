-- What happened earlier at Stripe than what the row says leaves the row as it is.
CREATE FUNCTION repurpose.skip_stale_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.last_event_at < OLD.last_event_at THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;
