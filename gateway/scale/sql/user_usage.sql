-- What the generated people used each month, as webbuilder.add_usage counts it: campaigns by the month they were
-- made in, one credit for each generation. $1: the domain of the generated people's e-mail addresses.
INSERT INTO webbuilder.user_usage (id, user_id, month, campaigns_generated, ai_credits_used, created_at, updated_at)
SELECT
    md5(concat_ws('/', used.user_id, used.month))::uuid,
    used.user_id,
    used.month,
    sum(used.campaigns),
    sum(used.credits),
    min(used.created_at),
    max(used.created_at)
FROM (
    SELECT
        c.user_id, date_trunc('month', c.created_at AT TIME ZONE 'UTC')::date, 1, 0, c.created_at
    FROM webbuilder.campaigns AS c
    UNION ALL
    SELECT
        g.user_id, date_trunc('month', g.created_at AT TIME ZONE 'UTC')::date, 0, 1, g.created_at
    FROM webbuilder.ai_generations AS g
) AS used (user_id, month, campaigns, credits, created_at)
JOIN webbuilder.users AS u ON u.id = used.user_id AND split_part(u.email, '@', 2) = $1
GROUP BY used.user_id, used.month
