SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, roadtrip.sign_in($2::UUID) AS roadtrip, liveconvo.sign_in($3::UUID) AS liveconvo, webbuilder.sign_in($4::UUID) AS webbuilder, learning.sign_in($5::UUID) AS learning, repurpose.sign_in($6::VARCHAR) AS repurpose
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"node":', coalesce((SELECT concat('{"__typename":"LiveconvoSession","title":', coalesce(to_json(row_1.title), 'null'), '}')
FROM (SELECT sessions.title
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL AND sessions.id = $7::UUID) AS row_1), 'null'), '}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: account
-- $4: account
-- $5: account
-- $6: account
-- $7: $id
