-- Statistics of everybody's roadtrips and discoveries are kept ready: of ten million they took longer than a
-- statement may.
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

CREATE UNIQUE INDEX uq_categories_of_discoveries_category ON roadtrip.categories_of_discoveries (category);

COMMENT ON MATERIALIZED VIEW roadtrip.categories_of_discoveries IS 'The discoveries of one category, as of the last refresh.';

COMMENT ON COLUMN roadtrip.categories_of_discoveries.category IS 'Name of the category.';

COMMENT ON COLUMN roadtrip.categories_of_discoveries.discoveries IS 'Number of discoveries.';

COMMENT ON COLUMN roadtrip.categories_of_discoveries.new_discoveries IS 'Those of them that nobody knew before.';

COMMENT ON COLUMN roadtrip.categories_of_discoveries.discoverers IS 'Number of people who made them.';

CREATE VIEW roadtrip.categories_of_discoveries_visible WITH (security_barrier) AS
    SELECT category, discoveries, new_discoveries, discoverers FROM roadtrip.categories_of_discoveries WHERE true;

GRANT SELECT ON roadtrip.categories_of_discoveries_visible TO quintet_app;

GRANT SELECT (category, discoveries, new_discoveries, discoverers) ON roadtrip.categories_of_discoveries TO quintet_admin;

GRANT SELECT ON roadtrip.categories_of_discoveries TO quintet_worker;

-- The roadtrips of each month; of months with fewer than five people there is nothing.
CREATE MATERIALIZED VIEW roadtrip.months_of_roadtrips AS
SELECT
    date_trunc('month', s.created_at, 'UTC')::date AS month,
    count(*) AS roadtrips,
    count(DISTINCT s.user_id) AS travellers,
    sum(s.total_discoveries)::bigint AS discoveries
FROM roadtrip.roadtrip_sessions AS s
GROUP BY date_trunc('month', s.created_at, 'UTC')
HAVING count(DISTINCT s.user_id) >= 5;

CREATE UNIQUE INDEX uq_months_of_roadtrips_month ON roadtrip.months_of_roadtrips (month);

COMMENT ON MATERIALIZED VIEW roadtrip.months_of_roadtrips IS 'The roadtrips that were started in one month, as of the last refresh.';

COMMENT ON COLUMN roadtrip.months_of_roadtrips.month IS 'First day of the month, in UTC.';

COMMENT ON COLUMN roadtrip.months_of_roadtrips.roadtrips IS 'Number of roadtrips.';

COMMENT ON COLUMN roadtrip.months_of_roadtrips.travellers IS 'Number of people who started them.';

COMMENT ON COLUMN roadtrip.months_of_roadtrips.discoveries IS 'Number of discoveries on them.';

CREATE VIEW roadtrip.months_of_roadtrips_visible WITH (security_barrier) AS
    SELECT month, roadtrips, travellers, discoveries FROM roadtrip.months_of_roadtrips WHERE true;

GRANT SELECT ON roadtrip.months_of_roadtrips_visible TO quintet_app;

GRANT SELECT (month, roadtrips, travellers, discoveries) ON roadtrip.months_of_roadtrips TO quintet_admin;

GRANT SELECT ON roadtrip.months_of_roadtrips TO quintet_worker;

-- How many discoveries each category has, as of the last refresh; nothing is said of fewer than five people.
CREATE OR REPLACE FUNCTION roadtrip.discovery_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (category text, discoveries bigint, new_discoveries bigint, discoverers bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' ROWS 100
AS $$
BEGIN
    RETURN QUERY
    SELECT c.category::text, c.discoveries, c.new_discoveries, c.discoverers
    FROM roadtrip.categories_of_discoveries AS c
    WHERE c.discoverers >= greatest(smallest_group, 5);
END
$$;

-- How many roadtrips there were each month, as of the last refresh; nothing is said of fewer than five people.
CREATE OR REPLACE FUNCTION roadtrip.roadtrip_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (month date, roadtrips bigint, travellers bigint, discoveries bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' ROWS 100
AS $$
BEGIN
    RETURN QUERY
    SELECT m.month, m.roadtrips, m.travellers, m.discoveries
    FROM roadtrip.months_of_roadtrips AS m
    WHERE m.travellers >= greatest(smallest_group, 5);
END
$$;

-- Takes the numbers of groups of people anew, while the old ones can be read. For the worker.
CREATE FUNCTION roadtrip.refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.months_of_roadtrips;
    REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.categories_of_discoveries;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.refresh_statistics FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.refresh_statistics TO quintet_worker;
