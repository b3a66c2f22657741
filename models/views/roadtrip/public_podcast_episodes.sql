-- What everybody may hear of discoveries that are shared: nothing of who discovered them, nor of how often somebody
-- listens. An episode is there as long as it is published and its discovery shared.
CREATE VIEW roadtrip.public_podcast_episodes WITH (security_barrier) AS
SELECT e.id, e.discovery_id, e.title, e.duration_seconds, e.audio_url, e.created_at
FROM roadtrip.podcast_episodes AS e
JOIN roadtrip.public_discoveries AS d ON d.id = e.discovery_id
WHERE e.status = 'published';
