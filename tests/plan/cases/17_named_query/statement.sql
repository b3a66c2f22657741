WITH anon_1 AS
(SELECT roadtrip.sample_names($6::VARCHAR) AS number),
anon_3 AS
(SELECT narrowed.id AS id, narrowed.poi_name AS poi_name, narrowed.category_id AS category_id, narrowed.location_public AS location_public, narrowed.validation_status AS validation_status, narrowed.created_at AS created_at, narrowed.distance_meters AS distance_meters, narrowed.city_population AS city_population, narrowed.city_id AS city_id
FROM (SELECT beginning.id AS id, beginning.poi_name AS poi_name, beginning.category_id AS category_id, beginning.location_public AS location_public, beginning.validation_status AS validation_status, beginning.created_at AS created_at, beginning.distance_meters AS distance_meters, beginning.city_population AS city_population, beginning.city_id AS city_id
FROM (SELECT first_places.id AS id, first_places.poi_name AS poi_name, first_places.category_id AS category_id, first_places.location_public AS location_public, first_places.validation_status AS validation_status, first_places.created_at AS created_at, first_places.distance_meters AS distance_meters, first_places.city_population AS city_population, first_places.city_id AS city_id
FROM (SELECT found.id AS id, found.poi_name AS poi_name, found.category_id AS category_id, found.location_public AS location_public, found.validation_status AS validation_status, found.created_at AS created_at, found.distance_meters AS distance_meters, found.city_population AS city_population, found.city_id AS city_id
FROM (SELECT page.id AS id, page.poi_name AS poi_name, page.category_id AS category_id, page.location_public AS location_public, page.validation_status AS validation_status, page.created_at AS created_at, wanted.distance_meters AS distance_meters, wanted.city_population AS city_population, wanted.city_id AS city_id
FROM (SELECT cities.id AS id, cities.location AS location, cities.city_population AS city_population, cities.city_id AS city_id, cities.distance_meters AS distance_meters
FROM (SELECT measured.id AS id, measured.location AS location, measured.city_population AS city_population, measured.city_id AS city_id, measured.distance_meters AS distance_meters
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id, public.ST_Distance(centres.location, $8) AS distance_meters
FROM (SELECT cities_2.id AS id, cities_2.location AS location, cities_2.population AS city_population, cities_2.id AS city_id
FROM roadtrip.cities AS cities_2
WHERE cities_2.is_first) AS centres
WHERE centres.location OPERATOR(public.&&) public._st_expand($8, $9::FLOAT)
 LIMIT ALL OFFSET 0) AS measured
WHERE measured.distance_meters <= $9::FLOAT) AS cities ORDER BY cities.distance_meters ASC) AS wanted JOIN LATERAL (SELECT most.id AS id, most.poi_name AS poi_name, most.category_id AS category_id, most.location_public AS location_public, most.validation_status AS validation_status, most.created_at AS created_at
FROM (SELECT places.id AS id, places.poi_name AS poi_name, places.category_id AS category_id, places.location_public AS location_public, places.validation_status AS validation_status, places.created_at AS created_at
FROM (SELECT public_discoveries_2.id AS id, public_discoveries_2.poi_name AS poi_name, public_discoveries_2.category_id AS category_id, public_discoveries_2.location_public AS location_public, public_discoveries_2.validation_status AS validation_status, public_discoveries_2.created_at AS created_at
FROM roadtrip.public_discoveries AS public_discoveries_2
WHERE public_discoveries_2.location_public = wanted.location) AS places ORDER BY places.location_public ASC, places.id ASC
 LIMIT 6003) AS most
 LIMIT $10::BIGINT) AS page ON true) AS found ORDER BY found.distance_meters ASC, found.id ASC
 LIMIT 6000) AS first_places ORDER BY first_places.distance_meters ASC, first_places.id ASC
 LIMIT CASE WHEN ((SELECT anon_1.number
FROM anon_1) > 0) THEN 6000 ELSE 300 END) AS beginning
WHERE strpos(lower(beginning.poi_name), (SELECT lower($11::VARCHAR) AS lower_2)) > 0) AS narrowed ORDER BY narrowed.distance_meters ASC, narrowed.id ASC
 LIMIT $7::BIGINT)
 SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, roadtrip.sign_in($2::UUID) AS roadtrip
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"roadtrip":{"publicDiscoveriesNear":', (SELECT concat('{"totalCount":', coalesce((SELECT count(*) AS count_1
FROM (SELECT page.id AS id, page.poi_name AS poi_name, page.category_id AS category_id, page.location_public AS location_public, page.validation_status AS validation_status, page.created_at AS created_at, cities.distance_meters AS distance_meters, cities.city_population AS city_population, cities.city_id AS city_id
FROM (SELECT measured.id AS id, measured.location AS location, measured.city_population AS city_population, measured.city_id AS city_id, measured.distance_meters AS distance_meters
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id, public.ST_Distance(centres.location, $3) AS distance_meters
FROM (SELECT cities_1.id AS id, cities_1.location AS location, cities_1.population AS city_population, cities_1.id AS city_id
FROM roadtrip.cities AS cities_1
WHERE cities_1.is_first) AS centres
WHERE centres.location OPERATOR(public.&&) public._st_expand($3, $4::FLOAT)
 LIMIT ALL OFFSET 0) AS measured
WHERE measured.distance_meters <= $4::FLOAT) AS cities JOIN LATERAL (SELECT public_discoveries_1.id AS id, public_discoveries_1.poi_name AS poi_name, public_discoveries_1.category_id AS category_id, public_discoveries_1.location_public AS location_public, public_discoveries_1.validation_status AS validation_status, public_discoveries_1.created_at AS created_at
FROM roadtrip.public_discoveries AS public_discoveries_1
WHERE public_discoveries_1.location_public = cities.location
 LIMIT ALL OFFSET 0) AS page ON true) AS found
WHERE strpos(lower(found.poi_name), (SELECT lower($5::VARCHAR) AS lower_1)) > 0), 0), ',"edges":[', string_agg(concat('{"distanceMeters":', page_1.distance_meters, ',"cityId":', page_1.city_id, ',"node":{"poiName":', to_json(page_1.poi_name), '}}'), ','), ']}') AS concat_1
FROM (SELECT found.poi_name, found.distance_meters, found.city_id
FROM (SELECT read.id AS id, read.poi_name AS poi_name, read.category_id AS category_id, read.location_public AS location_public, read.validation_status AS validation_status, read.created_at AS created_at, read.distance_meters AS distance_meters, read.city_population AS city_population, read.city_id AS city_id
FROM (SELECT CASE WHEN (coalesce((SELECT anon_1.number
FROM anon_1), 10) >= 10) THEN 0 WHEN (SELECT count(*) >= $7::BIGINT AS anon_2
FROM anon_3) THEN 1 WHEN ((SELECT coalesce(sum((SELECT sum(public_discovery_counts_1.discoveries) AS sum_1
FROM roadtrip.public_discovery_counts AS public_discovery_counts_1
WHERE public_discovery_counts_1.category_id IS NULL AND public_discovery_counts_1.latitude = places.latitude AND public_discovery_counts_1.longitude = places.longitude)), 0) AS coalesce_1
FROM (SELECT public.ST_Y(CAST(cities.location AS public.geometry)) AS latitude, public.ST_X(CAST(cities.location AS public.geometry)) AS longitude
FROM (SELECT measured.id AS id, measured.location AS location, measured.city_population AS city_population, measured.city_id AS city_id, measured.distance_meters AS distance_meters
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id, public.ST_Distance(centres.location, $12) AS distance_meters
FROM (SELECT cities_3.id AS id, cities_3.location AS location, cities_3.population AS city_population, cities_3.id AS city_id
FROM roadtrip.cities AS cities_3
WHERE cities_3.is_first) AS centres
WHERE centres.location OPERATOR(public.&&) public._st_expand($12, $13::FLOAT)
 LIMIT ALL OFFSET 0) AS measured
WHERE measured.distance_meters <= $13::FLOAT) AS cities
 LIMIT ALL OFFSET 0) AS places) > 1000 * ((SELECT anon_1.number
FROM anon_1) + 1)) THEN 2 ELSE 0 END AS way
 LIMIT ALL OFFSET 0) AS judged JOIN LATERAL (SELECT many.id AS id, many.poi_name AS poi_name, many.category_id AS category_id, many.location_public AS location_public, many.validation_status AS validation_status, many.created_at AS created_at, many.distance_meters AS distance_meters, many.city_population AS city_population, many.city_id AS city_id
FROM (SELECT found.id AS id, found.poi_name AS poi_name, found.category_id AS category_id, found.location_public AS location_public, found.validation_status AS validation_status, found.created_at AS created_at, found.distance_meters AS distance_meters, found.city_population AS city_population, found.city_id AS city_id
FROM (SELECT page.id AS id, page.poi_name AS poi_name, page.category_id AS category_id, page.location_public AS location_public, page.validation_status AS validation_status, page.created_at AS created_at, wanted.distance_meters AS distance_meters, wanted.city_population AS city_population, wanted.city_id AS city_id
FROM (SELECT cities.id AS id, cities.location AS location, cities.city_population AS city_population, cities.city_id AS city_id, cities.distance_meters AS distance_meters
FROM (SELECT measured.id AS id, measured.location AS location, measured.city_population AS city_population, measured.city_id AS city_id, measured.distance_meters AS distance_meters
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id, public.ST_Distance(centres.location, $14) AS distance_meters
FROM (SELECT cities_4.id AS id, cities_4.location AS location, cities_4.population AS city_population, cities_4.id AS city_id
FROM roadtrip.cities AS cities_4
WHERE cities_4.is_first) AS centres
WHERE centres.location OPERATOR(public.&&) public._st_expand($14, $15::FLOAT)
 LIMIT ALL OFFSET 0) AS measured
WHERE measured.distance_meters <= $15::FLOAT) AS cities ORDER BY cities.distance_meters ASC) AS wanted JOIN LATERAL (SELECT most.id AS id, most.poi_name AS poi_name, most.category_id AS category_id, most.location_public AS location_public, most.validation_status AS validation_status, most.created_at AS created_at
FROM (SELECT places.id AS id, places.poi_name AS poi_name, places.category_id AS category_id, places.location_public AS location_public, places.validation_status AS validation_status, places.created_at AS created_at
FROM (SELECT public_discoveries_3.id AS id, public_discoveries_3.poi_name AS poi_name, public_discoveries_3.category_id AS category_id, public_discoveries_3.location_public AS location_public, public_discoveries_3.validation_status AS validation_status, public_discoveries_3.created_at AS created_at
FROM roadtrip.public_discoveries AS public_discoveries_3
WHERE public_discoveries_3.location_public = wanted.location) AS places
WHERE strpos(lower(places.poi_name), (SELECT lower($16::VARCHAR) AS lower_3)) > 0 ORDER BY places.location_public ASC, places.id ASC
 LIMIT 103) AS most
 LIMIT $17::BIGINT) AS page ON true) AS found ORDER BY found.distance_meters ASC, found.id ASC
 LIMIT $7::BIGINT) AS many
WHERE judged.way = 0 UNION ALL SELECT anon_3.id AS id, anon_3.poi_name AS poi_name, anon_3.category_id AS category_id, anon_3.location_public AS location_public, anon_3.validation_status AS validation_status, anon_3.created_at AS created_at, anon_3.distance_meters AS distance_meters, anon_3.city_population AS city_population, anon_3.city_id AS city_id
FROM anon_3
WHERE judged.way = 1 UNION ALL SELECT public_discoveries_4.id AS id, public_discoveries_4.poi_name AS poi_name, public_discoveries_4.category_id AS category_id, public_discoveries_4.location_public AS location_public, public_discoveries_4.validation_status AS validation_status, public_discoveries_4.created_at AS created_at, keys_in_cities.distance_meters AS distance_meters, keys_in_cities.city_population AS city_population, keys_in_cities.city_id AS city_id
FROM (SELECT first_keys.id AS id, first_keys.distance_meters AS distance_meters, centres.city_population AS city_population, centres.city_id AS city_id
FROM (SELECT keys.id AS id, keys.location AS location, keys.distance_meters AS distance_meters
FROM (SELECT measured.id AS id, measured.location AS location, measured.distance_meters AS distance_meters
FROM (SELECT spots.id AS id, spots.location AS location, public.ST_Distance(spots.location, $18) AS distance_meters
FROM (SELECT named.discovery_id AS id, named.location AS location
FROM roadtrip.places_named($6::VARCHAR) AS named(discovery_id, location)) AS spots
WHERE spots.location OPERATOR(public.&&) public._st_expand($18, $19::FLOAT)
 LIMIT ALL OFFSET 0) AS measured
WHERE measured.distance_meters <= $19::FLOAT) AS keys ORDER BY keys.distance_meters ASC, keys.id ASC
 LIMIT $20::BIGINT) AS first_keys JOIN (SELECT cities_5.id AS id, cities_5.location AS location, cities_5.population AS city_population, cities_5.id AS city_id
FROM roadtrip.cities AS cities_5
WHERE cities_5.is_first) AS centres ON centres.location = first_keys.location) AS keys_in_cities JOIN roadtrip.public_discoveries AS public_discoveries_4 ON public_discoveries_4.id = keys_in_cities.id
WHERE judged.way = 2) AS read ON true) AS found
WHERE strpos(lower(found.poi_name), (SELECT lower($21::VARCHAR) AS lower_4)) > 0 ORDER BY found.distance_meters ASC, found.id ASC
 LIMIT $22::BIGINT) AS page_1), ',"publicDiscoveriesInPolygon":', (SELECT concat('{"nodes":[', string_agg(concat('{"poiName":', to_json(page_2.poi_name), ',"locationPublic":{"latitude":', public.ST_Y(page_2.location_public::public.geometry)::text, ',"longitude":', public.ST_X(page_2.location_public::public.geometry)::text, '}}'), ','), ']}')
FROM (SELECT found.poi_name, found.location_public
FROM (SELECT page.id AS id, page.poi_name AS poi_name, page.category_id AS category_id, page.location_public AS location_public, page.validation_status AS validation_status, page.created_at AS created_at, wanted.city_population AS city_population, wanted.city_id AS city_id
FROM (SELECT cities.id AS id, cities.location AS location, cities.city_population AS city_population, cities.city_id AS city_id
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id
FROM (SELECT cities_6.id AS id, cities_6.location AS location, cities_6.population AS city_population, cities_6.id AS city_id
FROM roadtrip.cities AS cities_6
WHERE cities_6.is_first) AS centres
WHERE public.ST_DWithin(centres.location, $23, $24::FLOAT) AND public.ST_Intersects((SELECT public.ST_GeomFromWKB($25::BYTEA) AS "ST_GeomFromWKB_1"), public.ST_MakePoint((cos(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * ($26::FLOAT * cos(radians(public.ST_X(CAST(centres.location AS public.geometry)))) + $27::FLOAT * sin(radians(public.ST_X(CAST(centres.location AS public.geometry))))) + sin(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * $28::FLOAT) / CAST((cos(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * ($29::FLOAT * cos(radians(public.ST_X(CAST(centres.location AS public.geometry)))) + $30::FLOAT * sin(radians(public.ST_X(CAST(centres.location AS public.geometry))))) + sin(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * $31::FLOAT) AS DOUBLE PRECISION), (cos(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * ($32::FLOAT * cos(radians(public.ST_X(CAST(centres.location AS public.geometry)))) + $33::FLOAT * sin(radians(public.ST_X(CAST(centres.location AS public.geometry))))) + sin(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * $34::FLOAT) / CAST((cos(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * ($29::FLOAT * cos(radians(public.ST_X(CAST(centres.location AS public.geometry)))) + $30::FLOAT * sin(radians(public.ST_X(CAST(centres.location AS public.geometry))))) + sin(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * $31::FLOAT) AS DOUBLE PRECISION)))) AS cities ORDER BY cities.city_population DESC, cities.city_id DESC) AS wanted JOIN LATERAL (SELECT most.id AS id, most.poi_name AS poi_name, most.category_id AS category_id, most.location_public AS location_public, most.validation_status AS validation_status, most.created_at AS created_at
FROM (SELECT places.id AS id, places.poi_name AS poi_name, places.category_id AS category_id, places.location_public AS location_public, places.validation_status AS validation_status, places.created_at AS created_at
FROM (SELECT public_discoveries_5.id AS id, public_discoveries_5.poi_name AS poi_name, public_discoveries_5.category_id AS category_id, public_discoveries_5.location_public AS location_public, public_discoveries_5.validation_status AS validation_status, public_discoveries_5.created_at AS created_at
FROM roadtrip.public_discoveries AS public_discoveries_5
WHERE public_discoveries_5.location_public = wanted.location) AS places ORDER BY places.location_public DESC, places.id DESC
 LIMIT 103) AS most
 LIMIT $35::BIGINT) AS page ON true) AS found ORDER BY found.city_population DESC, found.city_id DESC, found.id DESC
 LIMIT $36::BIGINT) AS page_2), '}}'), 'UTF8') AS answer
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
-- $21: constant
-- $22: constant
-- $23: $polygon
-- $24: $polygon
-- $25: $polygon
-- $26: $polygon
-- $27: $polygon
-- $28: $polygon
-- $29: $polygon
-- $30: $polygon
-- $31: $polygon
-- $32: $polygon
-- $33: $polygon
-- $34: $polygon
-- $35: constant
-- $36: constant
