-- The cities that the database knows.
SELECT
    c.id,
    ST_Y(c.location::geometry) AS latitude,
    ST_X(c.location::geometry) AS longitude,
    c.population
FROM roadtrip.cities AS c
