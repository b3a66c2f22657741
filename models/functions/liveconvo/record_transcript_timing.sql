-- duration = end - start, whatever was sent, as soon as there is an end.
CREATE FUNCTION liveconvo.record_transcript_timing() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.end_time_seconds >= NEW.start_time_seconds THEN
        NEW.duration_seconds := NEW.end_time_seconds - NEW.start_time_seconds;
    END IF;
    RETURN NEW;
END
$$;
