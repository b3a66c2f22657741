SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"templates":', (SELECT concat('{"pageInfo":{"hasPreviousPage":', CASE WHEN bool_or(NOT page_2._on_page) THEN 'true' ELSE 'false' END, '},"edges":[', string_agg(concat('{"node":{"name":', to_json(page_2.name), '}}'), ',' ORDER BY page_2._number DESC) FILTER (WHERE page_2._on_page), ']}')
FROM (SELECT page_1.*, row_number() OVER () AS _number, $3::BIGINT >= row_number() OVER () AS _on_page
FROM (SELECT templates.name
FROM liveconvo.templates AS templates
WHERE templates.deleted_at IS NULL ORDER BY templates.name DESC, templates.id DESC
 LIMIT $4::BIGINT) AS page_1) AS page_2), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: $n
-- $4: $n
