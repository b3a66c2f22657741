-- How often each platform was selected in the last seven days.
CREATE VIEW repurpose.popular_platforms WITH (security_invoker) AS
SELECT p.platform::varchar(50) AS platform, count(*)::integer AS usage_count
FROM repurpose.generations AS g
CROSS JOIN LATERAL unnest(g.selected_platforms) AS p (platform)
WHERE g.created_at > quintet.clock() - interval '7 days'
GROUP BY p.platform;
