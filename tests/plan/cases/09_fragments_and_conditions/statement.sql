SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"nodes":[', string_agg(concat('{"__typename":"LiveconvoSession","title":', coalesce(to_json(page_1.title), 'null'), ',"kind":"LiveconvoSession","transcripts":', (SELECT concat('{"nodes":[', string_agg(concat('{"content":', to_json(page_2.content), ',"speaker":"', upper(page_2.speaker COLLATE "C"), '"}'), ','), ']}')
FROM (SELECT transcripts.content, coalesce(transcripts.speaker, CAST('user' AS VARCHAR(50))) AS speaker
FROM liveconvo.transcripts AS transcripts
WHERE transcripts.session_id = page_1.id ORDER BY transcripts.start_time_seconds ASC, transcripts.id ASC
 LIMIT $3::BIGINT) AS page_2), '}'), ','), ']}') AS concat_1
FROM (SELECT sessions.id, sessions.title
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL ORDER BY sessions.created_at DESC, sessions.id DESC
 LIMIT $4::BIGINT) AS page_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
