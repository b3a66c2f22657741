-- Publishes an episode, with the place of its sound, or puts it away; false if there is no such episode. For staff.
CREATE FUNCTION roadtrip.move_podcast_episode(episode uuid, next_status text, audio text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    known text;
BEGIN
    SELECT e.status INTO known FROM roadtrip.podcast_episodes AS e WHERE e.id = episode FOR NO KEY UPDATE;
    IF known = next_status THEN
        RAISE EXCEPTION 'taken already' USING
            ERRCODE = 'QN409', COLUMN = 'status', DETAIL = known || '>' || next_status;
    END IF;
    UPDATE roadtrip.podcast_episodes AS e
    SET status = next_status, audio_url = coalesce(audio, e.audio_url)
    WHERE e.id = episode;
    RETURN FOUND;
END
$$;
