-- The oldest conversation of each of these people ($1) is a long one.
INSERT INTO liveconvo.sessions (id, user_id, title, status, recording_started_at, recording_ended_at, created_at)
SELECT
    md5('long session ' || person)::uuid, person, 'Long call', 'completed',
    '2025-06-01T08:00:00Z', '2025-06-02T08:00:00Z', '2025-06-01T08:00:00Z'
FROM unnest($1::uuid[]) AS person
