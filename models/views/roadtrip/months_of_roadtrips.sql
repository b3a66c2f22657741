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
