-- Shared discoveries that chance picks ($1 of them), each with a city some 500 km away; the oceans and poles left out.
SELECT
    d.user_id AS person, d.poi_name AS name, d.category_id AS category,
    ST_Y(d.location_public::geometry) AS latitude, ST_X(d.location_public::geometry) AS longitude,
    ST_Y(city.location::geometry) AS destination_latitude, ST_X(city.location::geometry) AS destination_longitude
FROM generate_series(1, $1) AS number
CROSS JOIN LATERAL (
    SELECT * FROM roadtrip.discoveries AS d
    WHERE d.id >= md5('place ' || number)::uuid AND d.location_public IS NOT NULL AND d.rejected_at IS NULL
    ORDER BY d.id LIMIT 1
) AS d
CROSS JOIN LATERAL (
    SELECT c.location FROM roadtrip.cities AS c
    WHERE ST_DWithin(c.location, d.location_public, 530000) AND NOT ST_DWithin(c.location, d.location_public, 470000)
        AND abs(ST_X(c.location::geometry) - ST_X(d.location_public::geometry)) < 20
    ORDER BY md5(number || ' ' || c.id) LIMIT 1
) AS city
ORDER BY number
