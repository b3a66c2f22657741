-- An episode counts each play once, however often it is told how far it got; the completion rate is the average of
-- the parts that were heard. The lock on the episode puts plays in order.
CREATE OR REPLACE FUNCTION roadtrip.count_play() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM FROM roadtrip.podcast_episodes AS e WHERE e.id = NEW.episode_id FOR NO KEY UPDATE;
    UPDATE roadtrip.podcast_episodes AS e
    SET play_count = e.play_count + (TG_OP = 'INSERT')::integer,
        completion_rate = (SELECT avg(p.completion) FROM roadtrip.podcast_plays AS p WHERE p.episode_id = e.id)
    WHERE e.id = NEW.episode_id;
    RETURN NULL;
END
$$;

ALTER TABLE roadtrip.podcast_episodes DROP COLUMN completion_total;

DROP TRIGGER record_audit ON roadtrip.podcast_episodes;

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE ON roadtrip.podcast_episodes FOR EACH ROW EXECUTE FUNCTION roadtrip.record_audit('contract', 'podcast_episodes', 'id', 'discovery_id', 'duration_seconds', 'play_count', 'completion_rate', 'status', 'review_distillation_id', 'created_at');
