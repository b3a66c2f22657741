SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":', (SELECT concat('{"aggregates":', (SELECT concat('{"count":', CAST(anon_1.count AS TEXT), ',"sum":{"totalWordsSpoken":', CASE WHEN (anon_1.sum_total_words_spoken IS NULL) THEN 'null' ELSE concat('"', CAST(anon_1.sum_total_words_spoken AS TEXT), '"') END, '},"avg":{"recordingDurationSeconds":', CASE WHEN (anon_1.avg_recording_duration_seconds IS NULL) THEN 'null' ELSE concat('"', CAST(anon_1.avg_recording_duration_seconds AS TEXT), '"') END, '}}') AS concat_2
FROM (SELECT count(*) AS count, sum(coalesce(sessions_1.total_words_spoken, CAST(0 AS INTEGER))) AS sum_total_words_spoken, trim_scale(round((sum(coalesce(sessions_1.recording_duration_seconds, CAST(0 AS INTEGER))) * 1.00000000000000000000000000000000) / CAST(count(coalesce(sessions_1.recording_duration_seconds, CAST(0 AS INTEGER))) AS NUMERIC), 16)) AS avg_recording_duration_seconds
FROM liveconvo.sessions AS sessions_1
WHERE sessions_1.deleted_at IS NULL AND coalesce(sessions_1.status, CAST('draft' AS VARCHAR(20))) IS DISTINCT FROM $3::VARCHAR) AS anon_1), ',"nodes":[', string_agg(concat('{"title":', coalesce(CAST(to_json(anon_2.title) AS TEXT), 'null'), ',"transcripts":{"aggregates":', (SELECT concat('{"max":{"endTimeSeconds":', CASE WHEN (anon_3.max_end_time_seconds IS NULL) THEN 'null' ELSE concat('"', CAST(anon_3.max_end_time_seconds AS TEXT), '"') END, '}}') AS concat_3
FROM (SELECT max(transcripts_1.end_time_seconds) AS max_end_time_seconds
FROM liveconvo.transcripts AS transcripts_1
WHERE transcripts_1.session_id = anon_2.id AND true) AS anon_3), '}}'), ','), ']}') AS concat_1
FROM (SELECT sessions_2.id AS id, sessions_2.title AS title
FROM liveconvo.sessions AS sessions_2
WHERE sessions_2.deleted_at IS NULL AND coalesce(sessions_2.status, CAST('draft' AS VARCHAR(20))) IS DISTINCT FROM $4::VARCHAR ORDER BY sessions_2.created_at DESC, sessions_2.id DESC
 LIMIT $5::BIGINT) AS anon_2), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
-- $5: constant
