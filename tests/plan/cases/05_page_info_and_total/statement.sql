SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"templates":', (SELECT concat('{"totalCount":', coalesce((SELECT count(*) AS count_1
FROM liveconvo.templates AS templates_1
WHERE templates_1.deleted_at IS NULL AND true), 0), ',"pageInfo":{"hasNextPage":', CASE WHEN (count(*) > $3::BIGINT) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":false},"nodes":[', string_agg(concat('{"name":', CAST(to_json(anon_1.name) AS TEXT), '}'), ',' ORDER BY anon_1._number ASC) FILTER (WHERE anon_1._number <= $4::BIGINT), ']}') AS concat_1
FROM (SELECT anon_2.name AS name, row_number() OVER () AS _number
FROM (SELECT templates_2.name AS name
FROM liveconvo.templates AS templates_2
WHERE templates_2.deleted_at IS NULL ORDER BY templates_2.name ASC, templates_2.id ASC
 LIMIT $5::BIGINT) AS anon_2) AS anon_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
-- $5: constant
