SELECT answered.answer
FROM (
    SELECT set_config('quintet.subject', $1::uuid::text, true) AS subject, liveconvo.sign_in($2::uuid) OFFSET 0
) AS signed,
LATERAL (
    SELECT json_build_object('data', json_build_object('liveconvo', json_build_object(
        'sessions', json_build_object('nodes', coalesce(json_agg(listed), '[]'))
    ))) AS answer
    FROM (
        SELECT
            s.id, s.title, upper(s.status) AS status, s.recording_started_at AS "recordingStartedAt",
            s.recording_ended_at AS "recordingEndedAt", s.created_at AS "createdAt"
        FROM liveconvo.sessions AS s
        WHERE s.deleted_at IS NULL
        ORDER BY s.created_at DESC, s.id DESC
        LIMIT 20
    ) AS listed
    WHERE signed.subject IS NOT NULL
) AS answered
