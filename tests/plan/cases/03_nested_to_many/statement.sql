SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"nodes":[', string_agg(concat('{"title":', coalesce(CAST(to_json(anon_1.title) AS TEXT), 'null'), ',"transcripts":', (SELECT concat('{"nodes":[', string_agg(concat('{"speaker":"', upper(anon_2.speaker COLLATE "C"), '","content":', CAST(to_json(anon_2.content) AS TEXT), ',"guidance":', (SELECT concat('{"nodes":[', string_agg(concat('{"guidanceType":"', upper(anon_3.guidance_type COLLATE "C"), '","content":', CAST(to_json(anon_3.content) AS TEXT), '}'), ','), ']}') AS concat_3
FROM (SELECT guidance_1.content AS content, guidance_1.guidance_type AS guidance_type
FROM liveconvo.guidance AS guidance_1
WHERE guidance_1.triggered_by_transcript_id = anon_2.id ORDER BY guidance_1.triggered_at_seconds ASC, guidance_1.id ASC
 LIMIT $3::BIGINT) AS anon_3), '}'), ','), ']}') AS concat_2
FROM (SELECT transcripts_1.id AS id, transcripts_1.content AS content, coalesce(transcripts_1.speaker, CAST('user' AS VARCHAR(50))) AS speaker
FROM liveconvo.transcripts AS transcripts_1
WHERE transcripts_1.session_id = anon_1.id ORDER BY transcripts_1.start_time_seconds ASC, transcripts_1.id ASC
 LIMIT $4::BIGINT) AS anon_2), '}'), ','), ']}') AS concat_1
FROM (SELECT sessions_1.id AS id, sessions_1.title AS title
FROM liveconvo.sessions AS sessions_1
WHERE sessions_1.deleted_at IS NULL ORDER BY sessions_1.created_at DESC, sessions_1.id DESC
 LIMIT $5::BIGINT) AS anon_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
-- $5: constant
