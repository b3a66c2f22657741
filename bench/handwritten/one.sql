SELECT answered.answer
FROM (
    SELECT set_config('quintet.subject', $1::uuid::text, true) AS subject, liveconvo.sign_in($2::uuid) OFFSET 0
) AS signed,
LATERAL (
    SELECT json_build_object('data', json_build_object('liveconvo', json_build_object('session', (
        SELECT row_to_json(found)
        FROM (
            SELECT
                s.id, s.title, upper(s.status) AS status, s.recording_started_at AS "recordingStartedAt",
                s.recording_ended_at AS "recordingEndedAt", s.created_at AS "createdAt"
            FROM liveconvo.sessions AS s
            WHERE s.id = $3::uuid AND s.deleted_at IS NULL
        ) AS found
    )))) AS answer
    WHERE signed.subject IS NOT NULL
) AS answered
