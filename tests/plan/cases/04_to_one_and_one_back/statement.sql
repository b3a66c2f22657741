SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"nodes":[', string_agg(concat('{"user":', coalesce((SELECT concat('{"fullName":', coalesce(to_json(row_2.full_name), 'null'), '}') FROM (SELECT users.full_name
FROM liveconvo.users AS users
WHERE users.id = page_1.user_id) AS row_2), quintet.refuse_missing_row()), ',"selectedTemplate":', coalesce((SELECT concat('{"name":', to_json(row_3.name), '}') FROM (SELECT templates.name
FROM liveconvo.templates AS templates
WHERE templates.deleted_at IS NULL AND templates.id = page_1.selected_template_id) AS row_3), 'null'), ',"summary":', coalesce((SELECT concat('{"generationStatus":"', upper(row_4.generation_status COLLATE "C"), '"}') FROM (SELECT coalesce(summaries.generation_status, CAST('pending' AS VARCHAR(20))) AS generation_status
FROM liveconvo.summaries AS summaries
WHERE summaries.deleted_at IS NULL AND summaries.session_id = page_1.id) AS row_4), 'null'), '}'), ','), ']}')
FROM (SELECT sessions.id, sessions.user_id, sessions.selected_template_id
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL ORDER BY sessions.created_at DESC, sessions.id DESC
 LIMIT $3::BIGINT) AS page_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
