SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"nodes":[', string_agg(concat('{"title":', coalesce(to_json(page_1.title), 'null'), ',"conversationType":', CASE WHEN page_1.conversation_type IS NULL THEN 'null' ELSE concat('"', upper(page_1.conversation_type COLLATE "C"), '"') END, '}'), ','), ']}')
FROM (SELECT sessions.title, sessions.conversation_type
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL ORDER BY sessions.created_at DESC, sessions.id DESC
 LIMIT $3::BIGINT) AS page_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
