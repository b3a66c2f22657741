-- Notes what the caller did in the app, now, where they permit that their use is analysed; returns the key of the note.
CREATE FUNCTION roadtrip.record_behavior(kind text, particulars jsonb)
RETURNS TABLE (event uuid, moment timestamp with time zone)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM roadtrip.users AS u
        WHERE u.id = roadtrip.account() AND u.privacy_settings -> 'usage_analytics' = 'true'::jsonb
    ) THEN
        RAISE EXCEPTION 'no consent' USING ERRCODE = 'QN403';
    END IF;
    RETURN QUERY
    INSERT INTO roadtrip.user_behavior_analytics AS b (user_id, event_type, properties)
    VALUES (roadtrip.account(), kind, particulars)
    RETURNING b.id, b.occurred_at;
END
$$;
