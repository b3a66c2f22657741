-- Adds to (or takes from) what AI cost an account on a day, in UTC; tells staff once for each threshold crossed.
CREATE FUNCTION webbuilder.add_cost(
    account uuid, day date, model text, amount numeric, generations integer, tokens integer
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    provider text := webbuilder.provider_of(model);
    total numeric;
BEGIN
    INSERT INTO webbuilder.ai_cost_tracking (user_id, date) VALUES (account, day)
    ON CONFLICT (user_id, date) DO NOTHING;

    UPDATE webbuilder.ai_cost_tracking AS c
    SET openai_cost = c.openai_cost + CASE provider WHEN 'openai' THEN amount ELSE 0 END,
        anthropic_cost = c.anthropic_cost + CASE provider WHEN 'anthropic' THEN amount ELSE 0 END,
        total_cost = c.total_cost + amount,
        generations_count = c.generations_count + generations,
        tokens_used = c.tokens_used + tokens
    WHERE c.user_id = account AND c.date = day
    RETURNING c.total_cost INTO total;

    INSERT INTO webbuilder.job_queue (job_type, payload)
    SELECT 'cost_alert', jsonb_build_object(
        'once', concat_ws(':', 'cost_alert', account, day, t.threshold),
        'user_id', account,
        'date', day,
        'threshold', t.threshold::numeric,
        'total_cost', total
    )
    FROM jsonb_array_elements_text(webbuilder.setting('costs.alert_thresholds')) AS t (threshold)
    WHERE total - amount < t.threshold::numeric AND t.threshold::numeric <= total
    ON CONFLICT DO NOTHING;
END
$$;
