-- Adds an episode about a place, made from a distillation of its reviews where one is given; returns its id. Without
-- voices it is spoken by the usual ones. For staff.
CREATE FUNCTION roadtrip.add_podcast_episode(
    discovery uuid, distillation uuid, title text, script jsonb, seconds integer, audio text, voices jsonb
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    added uuid;
BEGIN
    IF distillation IS NOT NULL AND NOT EXISTS (
        SELECT FROM roadtrip.review_distillations AS r WHERE r.id = distillation AND r.discovery_id = discovery
    ) THEN
        RAISE EXCEPTION 'distillation of another place' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_podcast_episodes_review_distillation_id',
            TABLE = 'podcast_episodes',
            SCHEMA = 'roadtrip';
    END IF;
    INSERT INTO roadtrip.podcast_episodes AS e (
        discovery_id, review_distillation_id, title, script, duration_seconds, audio_url
    )
    VALUES (discovery, distillation, title, script, seconds, audio)
    RETURNING e.id INTO added;
    IF voices IS NOT NULL THEN
        UPDATE roadtrip.podcast_episodes AS e SET voice_actors = voices WHERE e.id = added;
    END IF;
    RETURN added;
END
$$;
