-- The first launch of a campaign is remembered.
CREATE FUNCTION webbuilder.record_launch() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'launched' THEN
        NEW.launched_at := coalesce(NEW.launched_at, clock_timestamp());
    END IF;
    RETURN NEW;
END
$$;
