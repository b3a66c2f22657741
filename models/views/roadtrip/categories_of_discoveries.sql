-- The discoveries of each category; of categories with fewer than five people there is nothing.
CREATE MATERIALIZED VIEW roadtrip.categories_of_discoveries AS
SELECT
    c.name AS category,
    found.discoveries,
    found.new_discoveries,
    found.discoverers
FROM (
    SELECT
        d.category_id,
        count(*) AS discoveries,
        count(*) FILTER (WHERE d.is_new_discovery) AS new_discoveries,
        count(DISTINCT d.user_id) AS discoverers
    FROM roadtrip.discoveries AS d
    GROUP BY d.category_id
    HAVING count(DISTINCT d.user_id) >= 5
) AS found
JOIN roadtrip.poi_categories AS c ON c.id = found.category_id;
