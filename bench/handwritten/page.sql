SELECT answered.answer
FROM (
    SELECT set_config('quintet.subject', $1::uuid::text, true) AS subject, liveconvo.sign_in($2::uuid) OFFSET 0
) AS signed,
LATERAL (
    SELECT json_build_object('data', json_build_object('liveconvo', json_build_object('session', (
        SELECT json_build_object('id', s.id, 'transcripts', (
            SELECT json_build_object(
                'nodes', coalesce(json_agg(said) FILTER (WHERE place <= 20), '[]'),
                'pageInfo', json_build_object('hasNextPage', count(*) > 20)
            )
            FROM (
                SELECT
                    row_number() OVER () AS place,
                    json_build_object(
                        'id', t.id, 'content', t.content, 'speaker', upper(t.speaker),
                        'startTimeSeconds', t.start_time_seconds::text, 'isFinal', t.is_final
                    ) AS said
                FROM (
                    SELECT u.id, u.content, u.speaker, u.start_time_seconds, u.is_final
                    FROM liveconvo.transcripts AS u
                    WHERE u.session_id = s.id AND u.is_final
                        AND (u.start_time_seconds, u.id) < ($4::text::numeric, $5::uuid)
                    ORDER BY u.start_time_seconds DESC, u.id DESC
                    LIMIT 21
                ) AS t
            ) AS numbered
        ))
        FROM liveconvo.sessions AS s
        WHERE s.id = $3::uuid AND s.deleted_at IS NULL
    )))) AS answer
    WHERE signed.subject IS NOT NULL
) AS answered
