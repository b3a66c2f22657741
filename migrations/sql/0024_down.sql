DROP FUNCTION roadtrip.refresh_statistics();

-- How many discoveries there are in each category; nothing is said of groups of fewer than five people.
CREATE OR REPLACE FUNCTION roadtrip.discovery_statistics(smallest_group integer DEFAULT 5)
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

-- How many roadtrips there were each month; nothing is said of groups of fewer than five people.
CREATE OR REPLACE FUNCTION roadtrip.roadtrip_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (month date, roadtrips bigint, travellers bigint, discoveries bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT
        date_trunc('month', s.created_at, 'UTC')::date,
        count(*),
        count(DISTINCT s.user_id),
        sum(s.total_discoveries)
    FROM roadtrip.roadtrip_sessions AS s
    GROUP BY date_trunc('month', s.created_at, 'UTC')
    HAVING count(DISTINCT s.user_id) >= greatest(smallest_group, 5)
    ORDER BY 1 DESC
$$;

DROP VIEW roadtrip.months_of_roadtrips_visible;

DROP MATERIALIZED VIEW roadtrip.months_of_roadtrips;

DROP VIEW roadtrip.categories_of_discoveries_visible;

DROP MATERIALIZED VIEW roadtrip.categories_of_discoveries;
