-- An episode counts each play once, however often it is told how far it got; the completion rate is the average of
-- the parts that were heard. Their sum is kept, so that a play costs the same however many there were.
CREATE FUNCTION roadtrip.count_play() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    added CONSTANT integer = (TG_OP = 'INSERT')::integer;
    heard CONSTANT numeric = NEW.completion - CASE WHEN TG_OP = 'INSERT' THEN 0 ELSE OLD.completion END;
BEGIN
    UPDATE roadtrip.podcast_episodes AS e
    SET play_count = e.play_count + added,
        completion_total = e.completion_total + heard,
        completion_rate = (e.completion_total + heard) / greatest(e.play_count + added, 1)
    WHERE e.id = NEW.episode_id;
    RETURN NULL;
END
$$;
