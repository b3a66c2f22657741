-- How many of the generated discoveries are public in each city, as roadtrip.count_public_discoveries notes it.
-- $1: the domain of the generated people's e-mail addresses.
INSERT INTO roadtrip.public_discovery_counts (id, category_id, latitude, longitude, discoveries, is_folded)
SELECT
    md5(concat_ws('/', d.latitude, d.longitude, d.category_id))::uuid,
    d.category_id,
    d.latitude,
    d.longitude,
    count(*),
    true
FROM (
    SELECT
        p.category_id,
        public.ST_Y(p.location_public::public.geometry) AS latitude,
        public.ST_X(p.location_public::public.geometry) AS longitude
    FROM roadtrip.discoveries AS p
    JOIN roadtrip.users AS u ON u.id = p.user_id AND split_part(u.email, '@', 2) = $1
    WHERE p.location_public IS NOT NULL AND p.rejected_at IS NULL
) AS d
GROUP BY GROUPING SETS ((d.latitude, d.longitude, d.category_id), (d.latitude, d.longitude))
ORDER BY d.category_id NULLS FIRST, d.latitude, d.longitude
