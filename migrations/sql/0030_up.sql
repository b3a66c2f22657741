ALTER TABLE roadtrip.podcast_episodes ADD COLUMN completion_total numeric(14, 3) NOT NULL DEFAULT 0;

-- What was heard in plays of people who are gone is as much as others hear on average.
UPDATE roadtrip.podcast_episodes AS e
SET completion_total = played.total + coalesce(e.completion_rate, 0) * greatest(e.play_count - played.number, 0)
FROM (
    SELECT o.id, count(p.id) AS number, coalesce(sum(p.completion), 0) AS total
    FROM roadtrip.podcast_episodes AS o
    LEFT JOIN roadtrip.podcast_plays AS p ON p.episode_id = o.id
    GROUP BY o.id
) AS played
WHERE played.id = e.id;

ALTER TABLE roadtrip.podcast_episodes ADD CONSTRAINT ck_podcast_episodes_completion_total_range CHECK (completion_total < 'Infinity');

COMMENT ON COLUMN roadtrip.podcast_episodes.completion_total IS 'Sum of the parts that were heard, of all plays.';

GRANT SELECT (completion_total) ON roadtrip.podcast_episodes TO quintet_app, quintet_admin;

-- An episode counts each play once, however often it is told how far it got; the completion rate is the average of
-- the parts that were heard. Their sum is kept, so that a play costs the same however many there were.
CREATE OR REPLACE FUNCTION roadtrip.count_play() RETURNS trigger
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

DROP TRIGGER record_audit ON roadtrip.podcast_episodes;

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE ON roadtrip.podcast_episodes FOR EACH ROW EXECUTE FUNCTION roadtrip.record_audit('contract', 'podcast_episodes', 'id', 'discovery_id', 'duration_seconds', 'play_count', 'completion_rate', 'completion_total', 'status', 'review_distillation_id', 'created_at');
