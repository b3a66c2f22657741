SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"nodes":[', string_agg(concat('{"title":', coalesce(CAST(to_json(anon_1.title) AS TEXT), 'null'), ',"conversationType":', CASE WHEN (anon_1.conversation_type IS NULL) THEN 'null' ELSE concat('"', upper(anon_1.conversation_type COLLATE "C"), '"') END, '}'), ','), ']}') AS concat_1
FROM (SELECT sessions_1.title AS title, sessions_1.conversation_type AS conversation_type
FROM liveconvo.sessions AS sessions_1
WHERE sessions_1.deleted_at IS NULL ORDER BY sessions_1.created_at DESC, sessions_1.id DESC
 LIMIT $3::BIGINT) AS anon_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
