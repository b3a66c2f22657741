SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"liveconvo":{"sessions":{"groups":[', (SELECT string_agg(concat('{"key":{"status":"', upper(numbers_1.key_status COLLATE "C"), '","conversationType":', CASE WHEN numbers_1.key_conversation_type IS NULL THEN 'null' ELSE concat('"', upper(numbers_1.key_conversation_type COLLATE "C"), '"') END, '},"count":', numbers_1.count, ',"sum":{"totalWordsSpoken":', CASE WHEN numbers_1.sum_total_words_spoken IS NULL THEN 'null' ELSE concat('"', numbers_1.sum_total_words_spoken, '"') END, '}}'), ',') AS string_agg_1
FROM (SELECT found.key_status AS key_status, found.key_conversation_type AS key_conversation_type, found.count AS count, found.sum_total_words_spoken AS sum_total_words_spoken
FROM (SELECT coalesce(sessions.status, CAST('draft' AS VARCHAR(20))) AS key_status, sessions.conversation_type AS key_conversation_type, count(*) AS count, sum(coalesce(sessions.total_words_spoken, CAST(0 AS INTEGER))) AS sum_total_words_spoken
FROM liveconvo.sessions AS sessions
WHERE sessions.deleted_at IS NULL AND true GROUP BY key_status, key_conversation_type) AS found ORDER BY found.count DESC, found.key_status ASC, found.key_conversation_type ASC
 LIMIT $3::BIGINT) AS numbers_1), ']}}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
