-- The shared discoveries of a city are miscounted, in all or of a category.
SELECT concat_ws(' ', coalesce(there.latitude, counted.latitude), coalesce(there.longitude, counted.longitude))
FROM (
    SELECT p.latitude, p.longitude, p.category_id, count(*) AS discoveries
    FROM (
        SELECT d.category_id, public.ST_Y(d.location_public::public.geometry) AS latitude,
            public.ST_X(d.location_public::public.geometry) AS longitude
        FROM roadtrip.discoveries AS d
        WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL
    ) AS p
    GROUP BY GROUPING SETS ((p.latitude, p.longitude, p.category_id), (p.latitude, p.longitude))
) AS there
FULL JOIN (
    SELECT c.latitude, c.longitude, c.category_id, sum(c.discoveries) AS discoveries
    FROM roadtrip.public_discovery_counts AS c
    GROUP BY c.latitude, c.longitude, c.category_id
) AS counted
    ON counted.latitude = there.latitude AND counted.longitude = there.longitude
        AND coalesce(counted.category_id, 0) = coalesce(there.category_id, 0)
WHERE coalesce(there.discoveries, 0) <> coalesce(counted.discoveries, 0)
