SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"templates":', (SELECT concat('{"edges":[', string_agg(concat('{"cursor":"', page_1._cursor, '","node":{"name":', to_json(page_1.name), '}}'), ','), ']}')
FROM (SELECT templates.name, translate(encode(convert_to(CAST(json_build_array('name,id'::text, CAST(templates.name AS TEXT), CAST(templates.id AS TEXT)) AS TEXT), 'UTF8'), 'base64'), E'\n', '') AS _cursor
FROM liveconvo.templates AS templates
WHERE templates.deleted_at IS NULL ORDER BY templates.name ASC, templates.id ASC
 LIMIT $3::BIGINT) AS page_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
