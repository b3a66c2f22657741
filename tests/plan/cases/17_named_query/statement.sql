SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, roadtrip.sign_in($2::UUID) AS roadtrip
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"roadtrip":{"publicDiscoveriesNear":', (SELECT concat('{"totalCount":', coalesce((SELECT count(*) AS count_1
FROM (SELECT page.id AS id, page.poi_name AS poi_name, page.category_id AS category_id, page.location_public AS location_public, page.validation_status AS validation_status, page.created_at AS created_at, cities.distance_meters AS distance_meters, cities.city_population AS city_population, cities.city_id AS city_id
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id, public.ST_Distance(centres.location, $3) AS distance_meters
FROM (SELECT cities_1.id AS id, cities_1.location AS location, cities_1.population AS city_population, cities_1.id AS city_id
FROM roadtrip.cities AS cities_1) AS centres
WHERE public.ST_DWithin(centres.location, $3, $4::FLOAT)) AS cities JOIN LATERAL (SELECT public_discoveries_1.id AS id, public_discoveries_1.poi_name AS poi_name, public_discoveries_1.category_id AS category_id, public_discoveries_1.location_public AS location_public, public_discoveries_1.validation_status AS validation_status, public_discoveries_1.created_at AS created_at
FROM roadtrip.public_discoveries AS public_discoveries_1
WHERE public_discoveries_1.location_public = cities.location AND NOT (EXISTS (SELECT 1
FROM roadtrip.cities AS cities_2
WHERE cities_2.location = cities.location AND cities_2.id < cities.id))
 LIMIT ALL OFFSET 0) AS page ON true) AS found
WHERE strpos(lower(found.poi_name), lower($5::VARCHAR)) > 0), 0), ',"edges":[', string_agg(concat('{"distanceMeters":', page_1.distance_meters, ',"cityId":', page_1.city_id, ',"node":{"poiName":', to_json(page_1.poi_name), '}}'), ','), ']}') AS concat_1
FROM (SELECT found.poi_name, found.distance_meters, found.city_id
FROM (SELECT either.id AS id, either.poi_name AS poi_name, either.category_id AS category_id, either.location_public AS location_public, either.validation_status AS validation_status, either.created_at AS created_at, either.distance_meters AS distance_meters, either.city_population AS city_population, either.city_id AS city_id
FROM (SELECT roadtrip.is_rare_in_names($6::VARCHAR) AS is_rare
 LIMIT ALL OFFSET 0) AS judged JOIN LATERAL (SELECT public_discoveries_2.id AS id, public_discoveries_2.poi_name AS poi_name, public_discoveries_2.category_id AS category_id, public_discoveries_2.location_public AS location_public, public_discoveries_2.validation_status AS validation_status, public_discoveries_2.created_at AS created_at, first_keys.distance_meters AS distance_meters, first_keys.city_population AS city_population, first_keys.city_id AS city_id
FROM (SELECT keys.id AS id, keys.distance_meters AS distance_meters, keys.city_population AS city_population, keys.city_id AS city_id
FROM (SELECT named.discovery_id AS id, cities.distance_meters AS distance_meters, cities.city_population AS city_population, cities.city_id AS city_id
FROM roadtrip.places_named($6::VARCHAR) AS named(discovery_id, centre) JOIN (SELECT located.id AS id, located.location AS location, located.city_population AS city_population, located.city_id AS city_id, located.distance_meters AS distance_meters
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id, public.ST_Distance(centres.location, $7) AS distance_meters
FROM (SELECT cities_3.id AS id, cities_3.location AS location, cities_3.population AS city_population, cities_3.id AS city_id
FROM roadtrip.cities AS cities_3) AS centres
WHERE public.ST_DWithin(centres.location, $7, $8::FLOAT)) AS located
WHERE NOT (EXISTS (SELECT 1
FROM roadtrip.cities AS cities_4
WHERE cities_4.location = located.location AND cities_4.id < located.id))
 LIMIT ALL OFFSET 0) AS cities ON public.bytea(cities.location) = named.centre) AS keys ORDER BY keys.distance_meters ASC, keys.id ASC
 LIMIT $9::BIGINT) AS first_keys JOIN roadtrip.public_discoveries AS public_discoveries_2 ON public_discoveries_2.id = first_keys.id
WHERE judged.is_rare UNION ALL SELECT first.id AS id, first.poi_name AS poi_name, first.category_id AS category_id, first.location_public AS location_public, first.validation_status AS validation_status, first.created_at AS created_at, first.distance_meters AS distance_meters, first.city_population AS city_population, first.city_id AS city_id
FROM (SELECT found.id AS id, found.poi_name AS poi_name, found.category_id AS category_id, found.location_public AS location_public, found.validation_status AS validation_status, found.created_at AS created_at, found.distance_meters AS distance_meters, found.city_population AS city_population, found.city_id AS city_id
FROM (SELECT page.id AS id, page.poi_name AS poi_name, page.category_id AS category_id, page.location_public AS location_public, page.validation_status AS validation_status, page.created_at AS created_at, wanted.distance_meters AS distance_meters, wanted.city_population AS city_population, wanted.city_id AS city_id
FROM (SELECT cities.id AS id, cities.location AS location, cities.city_population AS city_population, cities.city_id AS city_id, cities.distance_meters AS distance_meters
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id, public.ST_Distance(centres.location, $10) AS distance_meters
FROM (SELECT cities_5.id AS id, cities_5.location AS location, cities_5.population AS city_population, cities_5.id AS city_id
FROM roadtrip.cities AS cities_5) AS centres
WHERE public.ST_DWithin(centres.location, $10, $11::FLOAT)) AS cities ORDER BY cities.distance_meters ASC) AS wanted JOIN LATERAL (SELECT "some".id AS id, "some".poi_name AS poi_name, "some".category_id AS category_id, "some".location_public AS location_public, "some".validation_status AS validation_status, "some".created_at AS created_at
FROM (SELECT most.id AS id, most.poi_name AS poi_name, most.category_id AS category_id, most.location_public AS location_public, most.validation_status AS validation_status, most.created_at AS created_at
FROM (SELECT places.id AS id, places.poi_name AS poi_name, places.category_id AS category_id, places.location_public AS location_public, places.validation_status AS validation_status, places.created_at AS created_at
FROM (SELECT public_discoveries_3.id AS id, public_discoveries_3.poi_name AS poi_name, public_discoveries_3.category_id AS category_id, public_discoveries_3.location_public AS location_public, public_discoveries_3.validation_status AS validation_status, public_discoveries_3.created_at AS created_at
FROM roadtrip.public_discoveries AS public_discoveries_3
WHERE public_discoveries_3.location_public = wanted.location) AS places
WHERE strpos(lower(places.poi_name), lower($12::VARCHAR)) > 0 ORDER BY places.location_public ASC, places.id ASC
 LIMIT 103) AS most
 LIMIT $13::BIGINT) AS "some"
WHERE NOT (EXISTS (SELECT 1
FROM roadtrip.cities AS cities_6
WHERE cities_6.location = "some".location_public AND cities_6.id < wanted.id))) AS page ON true) AS found ORDER BY found.distance_meters ASC, found.id ASC
 LIMIT $14::BIGINT) AS first
WHERE NOT judged.is_rare) AS either ON true) AS found
WHERE strpos(lower(found.poi_name), lower($15::VARCHAR)) > 0 ORDER BY found.distance_meters ASC, found.id ASC
 LIMIT $16::BIGINT) AS page_1), ',"publicDiscoveriesInPolygon":', (SELECT concat('{"nodes":[', string_agg(concat('{"poiName":', to_json(page_2.poi_name), ',"locationPublic":{"latitude":', public.ST_Y(page_2.location_public::public.geometry)::text, ',"longitude":', public.ST_X(page_2.location_public::public.geometry)::text, '}}'), ','), ']}')
FROM (SELECT found.poi_name, found.location_public
FROM (SELECT page.id AS id, page.poi_name AS poi_name, page.category_id AS category_id, page.location_public AS location_public, page.validation_status AS validation_status, page.created_at AS created_at, wanted.city_population AS city_population, wanted.city_id AS city_id
FROM (SELECT cities.id AS id, cities.location AS location, cities.city_population AS city_population, cities.city_id AS city_id
FROM (SELECT centres.id AS id, centres.location AS location, centres.city_population AS city_population, centres.city_id AS city_id
FROM (SELECT cities_7.id AS id, cities_7.location AS location, cities_7.population AS city_population, cities_7.id AS city_id
FROM roadtrip.cities AS cities_7) AS centres
WHERE public.ST_DWithin(centres.location, $17, $18::FLOAT) AND public.ST_Intersects((SELECT public.ST_GeomFromWKB($19::BYTEA) AS "ST_GeomFromWKB_1"), public.ST_MakePoint((cos(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * ($20::FLOAT * cos(radians(public.ST_X(CAST(centres.location AS public.geometry)))) + $21::FLOAT * sin(radians(public.ST_X(CAST(centres.location AS public.geometry))))) + sin(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * $22::FLOAT) / CAST((cos(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * ($23::FLOAT * cos(radians(public.ST_X(CAST(centres.location AS public.geometry)))) + $24::FLOAT * sin(radians(public.ST_X(CAST(centres.location AS public.geometry))))) + sin(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * $25::FLOAT) AS DOUBLE PRECISION), (cos(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * ($26::FLOAT * cos(radians(public.ST_X(CAST(centres.location AS public.geometry)))) + $27::FLOAT * sin(radians(public.ST_X(CAST(centres.location AS public.geometry))))) + sin(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * $28::FLOAT) / CAST((cos(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * ($23::FLOAT * cos(radians(public.ST_X(CAST(centres.location AS public.geometry)))) + $24::FLOAT * sin(radians(public.ST_X(CAST(centres.location AS public.geometry))))) + sin(radians(public.ST_Y(CAST(centres.location AS public.geometry)))) * $25::FLOAT) AS DOUBLE PRECISION)))) AS cities ORDER BY cities.city_population DESC, cities.city_id DESC) AS wanted JOIN LATERAL (SELECT "some".id AS id, "some".poi_name AS poi_name, "some".category_id AS category_id, "some".location_public AS location_public, "some".validation_status AS validation_status, "some".created_at AS created_at
FROM (SELECT most.id AS id, most.poi_name AS poi_name, most.category_id AS category_id, most.location_public AS location_public, most.validation_status AS validation_status, most.created_at AS created_at
FROM (SELECT places.id AS id, places.poi_name AS poi_name, places.category_id AS category_id, places.location_public AS location_public, places.validation_status AS validation_status, places.created_at AS created_at
FROM (SELECT public_discoveries_4.id AS id, public_discoveries_4.poi_name AS poi_name, public_discoveries_4.category_id AS category_id, public_discoveries_4.location_public AS location_public, public_discoveries_4.validation_status AS validation_status, public_discoveries_4.created_at AS created_at
FROM roadtrip.public_discoveries AS public_discoveries_4
WHERE public_discoveries_4.location_public = wanted.location) AS places ORDER BY places.location_public DESC, places.id DESC
 LIMIT 103) AS most
 LIMIT $29::BIGINT) AS "some"
WHERE NOT (EXISTS (SELECT 1
FROM roadtrip.cities AS cities_8
WHERE cities_8.location = "some".location_public AND cities_8.id < wanted.id))) AS page ON true) AS found ORDER BY found.city_population DESC, found.city_id DESC, found.id DESC
 LIMIT $30::BIGINT) AS page_2), '}}'), 'UTF8') AS answer
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
-- $17: $polygon
-- $18: $polygon
-- $19: $polygon
-- $20: $polygon
-- $21: $polygon
-- $22: $polygon
-- $23: $polygon
-- $24: $polygon
-- $25: $polygon
-- $26: $polygon
-- $27: $polygon
-- $28: $polygon
-- $29: constant
-- $30: constant
