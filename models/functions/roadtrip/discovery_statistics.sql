-- How many discoveries there are in each category; nothing is said of groups of fewer than five people.
CREATE FUNCTION roadtrip.discovery_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (category text, discoveries bigint, new_discoveries bigint, discoverers bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT c.name::text, count(*), count(*) FILTER (WHERE d.is_new_discovery), count(DISTINCT d.user_id)
    FROM roadtrip.discoveries AS d
    JOIN roadtrip.poi_categories AS c ON c.id = d.category_id
    GROUP BY c.id
    HAVING count(DISTINCT d.user_id) >= greatest(smallest_group, 5)
    ORDER BY count(*) DESC, c.name
$$;
