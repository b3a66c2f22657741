SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"aggregates":', (SELECT concat('{"count":', numbers_2.count, ',"sum":{"totalWordsSpoken":', CASE WHEN numbers_2.sum_total_words_spoken IS NULL THEN 'null' ELSE concat('"', numbers_2.sum_total_words_spoken, '"') END, '},"avg":{"recordingDurationSeconds":', CASE WHEN numbers_2.avg_recording_duration_seconds IS NULL THEN 'null' ELSE concat('"', numbers_2.avg_recording_duration_seconds, '"') END, '}}')
FROM (SELECT count(*) AS count, sum(coalesce(sessions.total_words_spoken, CAST(0 AS INTEGER))) AS sum_total_words_spoken, trim_scale(round((sum(coalesce(sessions.recording_duration_seconds, CAST(0 AS INTEGER))) * 1.00000000000000000000000000000000) / CAST(count(coalesce(sessions.recording_duration_seconds, CAST(0 AS INTEGER))) AS NUMERIC), 16)) AS avg_recording_duration_seconds
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL AND coalesce(sessions.status, CAST('draft' AS VARCHAR(20))) IS DISTINCT FROM $3::VARCHAR) AS numbers_2), ',"nodes":[', string_agg(concat('{"title":', coalesce(to_json(page_1.title), 'null'), ',"transcripts":{"aggregates":', (SELECT concat('{"max":{"endTimeSeconds":', CASE WHEN numbers_3.max_end_time_seconds IS NULL THEN 'null' ELSE concat('"', numbers_3.max_end_time_seconds, '"') END, '}}')
FROM (SELECT max(transcripts.end_time_seconds) AS max_end_time_seconds
FROM liveconvo.transcripts AS transcripts
WHERE transcripts.session_id = page_1.id AND true) AS numbers_3), '}}'), ','), ']}') AS concat_1
FROM (SELECT sessions.id, sessions.title
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL AND coalesce(sessions.status, CAST('draft' AS VARCHAR(20))) IS DISTINCT FROM $4::VARCHAR ORDER BY sessions.created_at DESC, sessions.id DESC
 LIMIT $5::BIGINT) AS page_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
-- $5: constant
