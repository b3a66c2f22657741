-- An episode counts each play once, however often it is told how far it got; the completion rate is the average of
-- the parts that were heard. The lock on the episode puts plays in order.
CREATE FUNCTION roadtrip.count_play() RETURNS trigger
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
