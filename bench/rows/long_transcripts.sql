-- So many pieces ($2) were said in the long conversation of each of these people ($1); every fourth is interim.
INSERT INTO liveconvo.transcripts (
    id, session_id, content, speaker, start_time_seconds, end_time_seconds, is_final
)
SELECT
    md5('long transcript ' || person || ' ' || place)::uuid, md5('long session ' || person)::uuid,
    'Point ' || place || ' of the agenda, as it was agreed before.',
    (ARRAY['user', 'other', 'system'])[place % 3 + 1], place * 4, place * 4 + 3.5, place % 4 <> 0
FROM unnest($1::uuid[]) AS person, generate_series(0, $2::integer - 1) AS place
