-- Guidance is triggered by a transcript of its own session.
CREATE FUNCTION liveconvo.check_guidance_transcript() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.triggered_by_transcript_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM liveconvo.transcripts AS t
        WHERE t.id = NEW.triggered_by_transcript_id AND t.session_id = NEW.session_id
    ) THEN
        RAISE EXCEPTION 'transcript of another session' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_guidance_triggered_by_transcript_id',
            TABLE = 'guidance',
            SCHEMA = 'liveconvo';
    END IF;
    RETURN NULL;
END
$$;
