-- How many generations were asked for on each day in UTC of the last 30 days, and by how many people.
CREATE VIEW repurpose.generations_by_day WITH (security_invoker) AS
SELECT
    timezone('UTC', g.created_at)::date AS date,
    count(*)::integer AS generations,
    count(DISTINCT g.user_id)::integer AS active_users
FROM repurpose.generations AS g
WHERE g.created_at > quintet.clock() - interval '30 days'
GROUP BY timezone('UTC', g.created_at)::date;
