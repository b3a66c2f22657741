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
            s.id, s.title, upper(s.status) AS status, s.created_at AS "createdAt",
            (
                SELECT json_build_object('nodes', coalesce(json_agg(said), '[]'))
                FROM (
                    SELECT
                        t.id, t.content, upper(t.speaker) AS speaker,
                        t.start_time_seconds::text AS "startTimeSeconds", t.is_final AS "isFinal"
                    FROM liveconvo.transcripts AS t
                    WHERE t.session_id = s.id
                    ORDER BY t.start_time_seconds, t.id
                    LIMIT $4::integer
                ) AS said
            ) AS transcripts,
            (
                SELECT json_build_object('nodes', coalesce(json_agg(advised), '[]'))
                FROM (
                    SELECT g.id, g.content, upper(g.guidance_type) AS "guidanceType", g.priority
                    FROM liveconvo.guidance AS g
                    WHERE g.session_id = s.id
                    ORDER BY g.triggered_at_seconds, g.id
                    LIMIT $5::integer
                ) AS advised
            ) AS guidance
        FROM liveconvo.sessions AS s
        WHERE s.deleted_at IS NULL
        ORDER BY s.created_at DESC, s.id DESC
        LIMIT $3::integer
    ) AS listed
    WHERE signed.subject IS NOT NULL
) AS answered
