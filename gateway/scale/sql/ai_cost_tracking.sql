-- What the generated people's use of AI cost each day, as webbuilder.add_cost sums it up.
-- $1: the domain of the generated people's e-mail addresses.
INSERT INTO webbuilder.ai_cost_tracking (
    id, user_id, date, openai_cost, anthropic_cost, total_cost, generations_count, tokens_used, created_at, updated_at
)
SELECT
    md5(concat_ws('/', ended.user_id, ended.day))::uuid,
    ended.user_id,
    ended.day,
    coalesce(sum(ended.cost) FILTER (WHERE webbuilder.provider_of(ended.model_used) = 'openai'), 0),
    coalesce(sum(ended.cost) FILTER (WHERE webbuilder.provider_of(ended.model_used) = 'anthropic'), 0),
    sum(ended.cost),
    count(*),
    sum(ended.prompt_tokens + ended.completion_tokens),
    min(ended.completed_at),
    max(ended.completed_at)
FROM (
    SELECT g.*, (g.completed_at AT TIME ZONE 'UTC')::date AS day FROM webbuilder.ai_generations AS g
) AS ended
JOIN webbuilder.users AS u ON u.id = ended.user_id AND split_part(u.email, '@', 2) = $1
GROUP BY ended.user_id, ended.day
