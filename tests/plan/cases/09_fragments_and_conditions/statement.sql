SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"nodes":[', string_agg(concat('{"__typename":"LiveconvoSession","title":', coalesce(CAST(to_json(anon_1.title) AS TEXT), 'null'), ',"kind":"LiveconvoSession","transcripts":', (SELECT concat('{"nodes":[', string_agg(concat('{"content":', CAST(to_json(anon_2.content) AS TEXT), ',"speaker":"', upper(anon_2.speaker COLLATE "C"), '"}'), ','), ']}') AS concat_2
FROM (SELECT transcripts_1.content AS content, coalesce(transcripts_1.speaker, CAST('user' AS VARCHAR(50))) AS speaker
FROM liveconvo.transcripts AS transcripts_1
WHERE transcripts_1.session_id = anon_1.id ORDER BY transcripts_1.start_time_seconds ASC, transcripts_1.id ASC
 LIMIT $3::BIGINT) AS anon_2), '}'), ','), ']}') AS concat_1
FROM (SELECT sessions_1.id AS id, sessions_1.title AS title
FROM liveconvo.sessions AS sessions_1
WHERE sessions_1.deleted_at IS NULL ORDER BY sessions_1.created_at DESC, sessions_1.id DESC
 LIMIT $4::BIGINT) AS anon_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
