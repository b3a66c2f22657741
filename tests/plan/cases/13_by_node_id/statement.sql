SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"node":', coalesce((SELECT concat('{"__typename":"LiveconvoSession","title":', coalesce(CAST(to_json(anon_1.title) AS TEXT), 'null'), '}') AS concat_1
FROM (SELECT sessions_1.title AS title
FROM liveconvo.sessions AS sessions_1
WHERE sessions_1.deleted_at IS NULL AND sessions_1.id = $3::UUID) AS anon_1), 'null'), '}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: $id
