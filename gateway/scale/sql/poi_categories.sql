-- The keys of categories of points of interest, which are made where they are missing. $1: their names.
WITH made AS (
    INSERT INTO roadtrip.poi_categories (name)
    SELECT wanted.name
    FROM unnest($1::text[]) WITH ORDINALITY AS wanted (name, place)
    WHERE NOT EXISTS (SELECT FROM roadtrip.poi_categories AS c WHERE c.name = wanted.name)
    ORDER BY wanted.place
    RETURNING id, name
)
SELECT made.id, made.name FROM made
UNION ALL
SELECT c.id, c.name FROM roadtrip.poi_categories AS c WHERE c.name = ANY ($1::text[])
