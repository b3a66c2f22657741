SELECT answered.answer
FROM (
    SELECT set_config('quintet.subject', $1::uuid::text, true) AS subject, liveconvo.sign_in($2::uuid) OFFSET 0
) AS signed,
LATERAL (
    SELECT json_build_object('data', json_build_object('liveconvo', json_build_object(
        'sessions', json_build_object(
            'totalCount', (SELECT count(*) FROM liveconvo.sessions AS a WHERE a.deleted_at IS NULL),
            'nodes', coalesce(json_agg(listed), '[]')
        )
    ))) AS answer
    FROM (
        SELECT
            s.id, s.title,
            (
                SELECT json_build_object('totalCount', count(*))
                FROM liveconvo.transcripts AS t WHERE t.session_id = s.id
            ) AS transcripts,
            (
                SELECT json_build_object('totalCount', count(*))
                FROM liveconvo.guidance AS g WHERE g.session_id = s.id
            ) AS guidance
        FROM liveconvo.sessions AS s
        WHERE s.deleted_at IS NULL
        ORDER BY s.created_at DESC, s.id DESC
        LIMIT 10
    ) AS listed
    WHERE signed.subject IS NOT NULL
) AS answered
