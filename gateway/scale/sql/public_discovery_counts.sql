-- How many of the generated discoveries are public in each city, as roadtrip.count_public_discoveries notes it.
-- $1: the domain of the generated people's e-mail addresses.
-- Grouped by the point as it is stored: to sort ten million by their coordinates takes minutes.
INSERT INTO roadtrip.public_discovery_counts (id, category_id, latitude, longitude, discoveries, is_folded)
WITH by_kind AS MATERIALIZED (
    SELECT p.location_public::bytea AS place, p.category_id, count(*) AS discoveries
    FROM roadtrip.discoveries AS p
    JOIN roadtrip.users AS u ON u.id = p.user_id AND split_part(u.email, '@', 2) = $1
    WHERE p.location_public IS NOT NULL AND p.rejected_at IS NULL
    GROUP BY p.location_public::bytea, p.category_id
),

counted AS (
    SELECT place, category_id, discoveries FROM by_kind
    UNION ALL
    SELECT place, NULL, sum(discoveries) FROM by_kind GROUP BY place
),

found AS (
    SELECT
        category_id,
        public.ST_Y(place::public.geometry) AS latitude,
        public.ST_X(place::public.geometry) AS longitude,
        discoveries
    FROM counted
)

SELECT
    md5(concat_ws('/', latitude, longitude, category_id))::uuid,
    category_id,
    latitude,
    longitude,
    discoveries,
    true
FROM found
ORDER BY category_id NULLS FIRST, latitude, longitude
