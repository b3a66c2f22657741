-- duration = end - start, whatever was sent, as soon as a visit has ended.
CREATE FUNCTION liveconvo.record_visit_timing() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.ended_at >= NEW.started_at THEN
        NEW.duration_seconds := floor(extract(epoch FROM NEW.ended_at - NEW.started_at))::integer;
    END IF;
    RETURN NEW;
END
$$;
