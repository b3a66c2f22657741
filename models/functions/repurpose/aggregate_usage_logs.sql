-- Adds usage logs that are older than this to the daily sums and removes them, in one statement; returns how many.
CREATE FUNCTION repurpose.aggregate_usage_logs(older_than interval DEFAULT '90 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM repurpose.usage_logs AS l
        WHERE l.created_at < quintet.clock() - older_than
        RETURNING l.*
    ), summed AS (
        INSERT INTO repurpose.usage_logs_daily AS d (
            user_id, day, event_type, event_count, platform_count, tokens_used, estimated_cost_usd
        )
        SELECT user_id, timezone('UTC', created_at)::date, event_type, count(*), sum(platform_count),
            coalesce(sum(tokens_used), 0), coalesce(sum(estimated_cost_usd), 0)
        FROM gone
        GROUP BY 1, 2, 3
        ON CONFLICT (user_id, day, event_type) DO UPDATE SET
            event_count = d.event_count + excluded.event_count,
            platform_count = d.platform_count + excluded.platform_count,
            tokens_used = d.tokens_used + excluded.tokens_used,
            estimated_cost_usd = d.estimated_cost_usd + excluded.estimated_cost_usd
        RETURNING d.id
    )
    SELECT count(*) FROM gone
$$;
