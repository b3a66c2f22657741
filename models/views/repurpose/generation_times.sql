-- How long the completed generations of the last seven days took; null where there was none.
CREATE VIEW repurpose.generation_times WITH (security_invoker) AS
SELECT
    7 AS days,
    avg(g.generation_time_ms)::double precision AS avg_time_ms,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY g.generation_time_ms) AS median_time_ms,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY g.generation_time_ms) AS p95_time_ms
FROM repurpose.generations AS g
WHERE g.created_at > quintet.clock() - interval '7 days' AND g.status = 'completed';
