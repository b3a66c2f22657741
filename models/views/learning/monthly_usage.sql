-- What each person whom the caller sees consumed in each month in UTC, by logs and archive together. Uses without a
-- time belong to no month, and those of erased accounts to nobody.
CREATE VIEW learning.monthly_usage WITH (security_invoker) AS
SELECT
    l.user_id,
    date_trunc('month', l.timestamp)::date AS month,
    count(*)::integer AS uses,
    coalesce(sum(l.tokens_used), 0)::bigint AS tokens_used,
    coalesce(sum(l.speech_seconds), 0)::bigint AS speech_seconds,
    coalesce(sum(l.cost_usd), 0)::numeric(16, 6) AS cost_usd
FROM (
    SELECT u.user_id, u.timestamp, u.tokens_used, u.speech_seconds, u.cost_usd
    FROM learning.usage_logs AS u
    UNION ALL
    SELECT a.user_id, a.timestamp, a.tokens_used, a.speech_seconds, a.cost_usd
    FROM learning.usage_logs_archive AS a
) AS l
WHERE l.user_id IS NOT NULL AND l.timestamp IS NOT NULL
GROUP BY l.user_id, date_trunc('month', l.timestamp)::date;
