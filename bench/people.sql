-- People ($1), their newest session, their long one, and its middle piece among the final ones.
SELECT
    person.id, newest.id AS session, long.id AS long_session, middle.start_time_seconds::text AS time,
    middle.id AS place, middle.number AS offset
FROM unnest($1::uuid[]) WITH ORDINALITY AS person (id, number)
CROSS JOIN LATERAL (
    SELECT s.id FROM liveconvo.sessions AS s WHERE s.user_id = person.id ORDER BY s.created_at DESC LIMIT 1
) AS newest
CROSS JOIN LATERAL (
    SELECT s.id FROM liveconvo.sessions AS s WHERE s.user_id = person.id ORDER BY s.created_at LIMIT 1
) AS long
CROSS JOIN LATERAL (
    SELECT numbered.id, numbered.start_time_seconds, numbered.number
    FROM (
        SELECT
            t.id, t.start_time_seconds,
            row_number() OVER (ORDER BY t.start_time_seconds DESC, t.id DESC) AS number,
            count(*) OVER () AS pieces
        FROM liveconvo.transcripts AS t
        WHERE t.session_id = long.id AND t.is_final
    ) AS numbered
    WHERE numbered.number = numbered.pieces / 2
) AS middle
ORDER BY person.number
