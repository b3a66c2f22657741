SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":{"groups":[', (SELECT string_agg(concat('{"key":{"status":"', upper(numbers_1.key_status COLLATE "C"), '"},"count":', numbers_1.count, '}'), ',') AS string_agg_1
FROM (SELECT filled.key_status AS key_status, CASE WHEN (timezone($3::VARCHAR, timezone($3::VARCHAR, filled.key_created_at) - interval '1 hour') = filled.key_created_at) THEN timezone($3::VARCHAR, filled.key_created_at) - interval '1 hour' ELSE timezone($3::VARCHAR, filled.key_created_at) END AS key_created_at, filled.count AS count
FROM (SELECT together.key_status AS key_status, together.key_created_at AS key_created_at, max(together.count) AS count
FROM (WITH found AS
(SELECT coalesce(sessions.status, CAST('draft' AS VARCHAR(20))) AS key_status, date_trunc('year', timezone($3::VARCHAR, sessions.created_at)) AS key_created_at, count(*) AS count
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL AND coalesce(sessions.status, CAST('draft' AS VARCHAR(20))) = $4::VARCHAR GROUP BY key_status, key_created_at)
 SELECT found.key_status AS key_status, found.key_created_at AS key_created_at, found.count AS count
FROM found UNION ALL SELECT beside.key_status AS key_status, series.found AS key_created_at, 0 AS count
FROM (SELECT anon_1.found AS found
FROM (SELECT generate_series(ends.first, ends.last, interval '1 year') AS found
FROM (SELECT min(found.key_created_at) AS first, max(found.key_created_at) AS last
FROM found) AS ends
 LIMIT $5::BIGINT) AS anon_1
WHERE date_trunc('year', timezone($3::VARCHAR, CASE WHEN (timezone($3::VARCHAR, timezone($3::VARCHAR, anon_1.found) - interval '1 hour') = anon_1.found) THEN timezone($3::VARCHAR, anon_1.found) - interval '1 hour' ELSE timezone($3::VARCHAR, anon_1.found) END)) = anon_1.found) AS series JOIN (SELECT DISTINCT found.key_status AS key_status
FROM found ORDER BY found.key_status ASC
 LIMIT $5::BIGINT) AS beside ON true) AS together GROUP BY together.key_status, together.key_created_at) AS filled ORDER BY filled.key_status ASC, filled.key_created_at ASC
 LIMIT $6::BIGINT) AS numbers_1), ']}}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: $timeZone
-- $4: constant
-- $5: $first
-- $6: $first
