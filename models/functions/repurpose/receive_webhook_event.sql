-- Stores an event whose signature was checked; null if it arrived before. Two senders never share an event.
CREATE FUNCTION repurpose.receive_webhook_event(sender text, kind text, event text, content jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    made uuid;
BEGIN
    INSERT INTO repurpose.webhook_events (source, event_type, event_id, payload)
    VALUES (sender, kind, event, content)
    ON CONFLICT (event_id) DO NOTHING
    RETURNING id INTO made;
    IF made IS NULL AND NOT EXISTS (
        SELECT FROM repurpose.webhook_events AS e WHERE e.event_id = event AND e.source = sender
    ) THEN
        RAISE EXCEPTION 'the event of another sender' USING
            ERRCODE = 'unique_violation',
            CONSTRAINT = 'uq_webhook_events_event_id',
            TABLE = 'webhook_events',
            SCHEMA = 'repurpose';
    END IF;
    RETURN made;
END
$$;
