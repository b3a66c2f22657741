SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"session":', coalesce((SELECT concat('{"id":"', row_1.id, '","title":', coalesce(to_json(row_1.title), 'null'), ',"status":"', upper(row_1.status COLLATE "C"), '"}')
FROM (SELECT sessions.id, sessions.title, coalesce(sessions.status, CAST('draft' AS VARCHAR(20))) AS status
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL AND sessions.id = $3::UUID) AS row_1), 'null'), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: $id
