SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"session":', coalesce((SELECT concat('{"id":"', CAST(anon_1.id AS TEXT), '","title":', coalesce(CAST(to_json(anon_1.title) AS TEXT), 'null'), ',"status":"', upper(anon_1.status COLLATE "C"), '"}') AS concat_1
FROM (SELECT sessions_1.id AS id, sessions_1.title AS title, coalesce(sessions_1.status, CAST('draft' AS VARCHAR(20))) AS status
FROM liveconvo.sessions AS sessions_1
WHERE sessions_1.deleted_at IS NULL AND sessions_1.id = $3::UUID) AS anon_1), 'null'), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: $id
