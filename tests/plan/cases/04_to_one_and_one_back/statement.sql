SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"nodes":[', string_agg(concat('{"user":', coalesce((SELECT concat('{"fullName":', coalesce(CAST(to_json(anon_1.full_name) AS TEXT), 'null'), '}') AS concat_2
FROM (SELECT users_1.full_name AS full_name
FROM liveconvo.users AS users_1
WHERE users_1.id = anon_2.user_id) AS anon_1), quintet.refuse_missing_row()), ',"selectedTemplate":', coalesce((SELECT concat('{"name":', CAST(to_json(anon_3.name) AS TEXT), '}') AS concat_3
FROM (SELECT templates_1.name AS name
FROM liveconvo.templates AS templates_1
WHERE templates_1.deleted_at IS NULL AND templates_1.id = anon_2.selected_template_id) AS anon_3), 'null'), ',"summary":', coalesce((SELECT concat('{"generationStatus":"', upper(anon_4.generation_status COLLATE "C"), '"}') AS concat_4
FROM (SELECT coalesce(summaries_1.generation_status, CAST('pending' AS VARCHAR(20))) AS generation_status
FROM liveconvo.summaries AS summaries_1
WHERE summaries_1.deleted_at IS NULL AND summaries_1.session_id = anon_2.id) AS anon_4), 'null'), '}'), ','), ']}') AS concat_1
FROM (SELECT sessions_1.id AS id, sessions_1.user_id AS user_id, sessions_1.selected_template_id AS selected_template_id
FROM liveconvo.sessions AS sessions_1
WHERE sessions_1.deleted_at IS NULL ORDER BY sessions_1.created_at DESC, sessions_1.id DESC
 LIMIT $3::BIGINT) AS anon_2), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
