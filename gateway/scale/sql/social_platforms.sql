-- The keys of platforms for videos, which are made where they are missing. $1: their names.
WITH made AS (
    INSERT INTO roadtrip.social_platforms (name)
    SELECT wanted.name
    FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, place)
    WHERE NOT EXISTS (SELECT FROM roadtrip.social_platforms AS p WHERE p.name = wanted.name)
    ORDER BY wanted.place
    RETURNING id, name
)
SELECT made.id, made.name FROM made
UNION ALL
SELECT p.id, p.name FROM roadtrip.social_platforms AS p WHERE p.name = ANY ($1::text[])
