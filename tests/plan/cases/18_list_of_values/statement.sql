SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, roadtrip.sign_in($2::UUID) AS roadtrip
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"roadtrip":{"publicDiscoveryClusters":', (SELECT concat('[', string_agg(concat('{"discoveries":', values_1.discoveries, ',"location":{"latitude":', public.ST_Y(values_1.location::public.geometry)::text, '},"city":', coalesce((SELECT concat('{"name":', to_json(row_2.name), '}') FROM (SELECT cities.name
FROM roadtrip.cities AS cities
WHERE cities.id = values_1.city_id) AS row_2), 'null'), '}'), ','), ']')
FROM (SELECT public_discovery_clusters.discoveries AS discoveries, public_discovery_clusters.location AS location, public_discovery_clusters.city_id AS city_id
FROM (SELECT cells.discoveries AS discoveries, public.geography(public.ST_Point(-cells.first[3], cells.first[2], 4326)) AS location, (SELECT cities_1.id
FROM roadtrip.cities AS cities_1
WHERE cities_1.location = public.geography(public.ST_Point(-cells.first[3], cells.first[2], 4326)) AND cities_1.is_first) AS city_id, public.geography(public.ST_Point(cells.least_east, cells.least_latitude, 4326)) AS south_west, public.geography(public.ST_Point(cells.most_east, cells.most_latitude, 4326)) AS north_east
FROM (SELECT max(ARRAY[CAST(on_the_map.found AS DOUBLE PRECISION), on_the_map.latitude, -on_the_map.longitude]) AS first, CAST(sum(on_the_map.found) AS INTEGER) AS discoveries, min(on_the_map.latitude) AS least_latitude, min(on_the_map.east) AS least_east, max(on_the_map.latitude) AS most_latitude, max(on_the_map.east) AS most_east
FROM (SELECT places.latitude AS latitude, places.longitude AS longitude, places.found AS found, CASE WHEN (places.longitude = 180) THEN -180 ELSE places.longitude END AS east
FROM (SELECT public_discovery_counts_1.latitude AS latitude, public_discovery_counts_1.longitude AS longitude, sum(public_discovery_counts_1.discoveries) AS found
FROM roadtrip.public_discovery_counts AS public_discovery_counts_1
WHERE public_discovery_counts_1.category_id IS NULL AND public_discovery_counts_1.latitude BETWEEN $3::FLOAT AND $4::FLOAT AND (public_discovery_counts_1.longitude BETWEEN $5::FLOAT AND $6::FLOAT AND public_discovery_counts_1.latitude BETWEEN $7::FLOAT AND $8::FLOAT OR public_discovery_counts_1.longitude BETWEEN $9::FLOAT AND $10::FLOAT AND public_discovery_counts_1.latitude BETWEEN $11::FLOAT AND $12::FLOAT OR public_discovery_counts_1.longitude BETWEEN $13::FLOAT AND $14::FLOAT AND public_discovery_counts_1.latitude BETWEEN $15::FLOAT AND $16::FLOAT OR public_discovery_counts_1.longitude BETWEEN $17::FLOAT AND $18::FLOAT AND public_discovery_counts_1.latitude BETWEEN $19::FLOAT AND $20::FLOAT) GROUP BY public_discovery_counts_1.latitude, public_discovery_counts_1.longitude
HAVING sum(public_discovery_counts_1.discoveries) > 0) AS places) AS on_the_map GROUP BY floor(((on_the_map.east + 180) / CAST(360 AS DOUBLE PRECISION)) * $21::FLOAT), greatest(least(floor((0.5 - asinh(tan(radians(on_the_map.latitude))) / CAST((2 * pi()) AS DOUBLE PRECISION)) * $21::FLOAT), $21::FLOAT - 1), 0)) AS cells ORDER BY cells.discoveries DESC, cells.first[2] DESC, cells.first[3] DESC
 LIMIT 1000) AS public_discovery_clusters) AS values_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
-- $5: constant
-- $6: constant
-- $7: constant
-- $8: constant
-- $9: constant
-- $10: constant
-- $11: constant
-- $12: constant
-- $13: constant
-- $14: constant
-- $15: constant
-- $16: constant
-- $17: constant
-- $18: constant
-- $19: constant
-- $20: constant
-- $21: $zoom
