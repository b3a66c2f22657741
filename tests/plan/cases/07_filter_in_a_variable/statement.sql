SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"totalCount":', coalesce((SELECT count(*) AS count_1
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL AND (strpos(lower(sessions.title), (SELECT lower($3::VARCHAR) AS lower_1)) > 0 OR (EXISTS (SELECT 1
FROM liveconvo.transcripts AS transcripts_1
WHERE transcripts_1.session_id = sessions.id AND starts_with(transcripts_1.content, $4::VARCHAR))))), 0), ',"nodes":[', string_agg(concat('{"title":', coalesce(to_json(page_1.title), 'null'), '}'), ','), ']}') AS concat_1
FROM (SELECT sessions.title
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL AND (strpos(lower(sessions.title), (SELECT lower($5::VARCHAR) AS lower_2)) > 0 OR (EXISTS (SELECT 1
FROM liveconvo.transcripts AS transcripts_2
WHERE transcripts_2.session_id = sessions.id AND starts_with(transcripts_2.content, $6::VARCHAR)))) ORDER BY sessions.title ASC, sessions.id ASC
 LIMIT $7::BIGINT) AS page_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: $filter.or.0.title.contains
-- $4: $filter.or.1.transcripts.some.content.startsWith
-- $5: $filter.or.0.title.contains
-- $6: $filter.or.1.transcripts.some.content.startsWith
-- $7: constant
