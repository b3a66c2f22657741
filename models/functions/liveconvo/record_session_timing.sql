-- A session that becomes active starts recording, one that is completed ends it; duration = end - start.
CREATE FUNCTION liveconvo.record_session_timing() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'active' THEN
        NEW.recording_started_at := coalesce(NEW.recording_started_at, clock_timestamp());
    ELSIF NEW.status = 'completed' AND NEW.recording_started_at IS NOT NULL THEN
        NEW.recording_ended_at := coalesce(NEW.recording_ended_at, clock_timestamp());
    END IF;
    IF NEW.recording_started_at IS NOT NULL AND NEW.recording_ended_at IS NOT NULL THEN
        NEW.recording_duration_seconds :=
            floor(extract(epoch FROM NEW.recording_ended_at - NEW.recording_started_at))::integer;
    END IF;
    RETURN NEW;
END
$$;
