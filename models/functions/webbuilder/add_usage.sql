-- Adds to an account's usage of the month, in UTC; refuses what goes beyond the limits of the running month.
-- The row stays locked until the transaction ends, so that two at once cannot both take the last unit.
CREATE FUNCTION webbuilder.add_usage(
    account uuid,
    moment timestamptz,
    campaigns integer DEFAULT 0,
    credits integer DEFAULT 0,
    bytes bigint DEFAULT 0,
    calls integer DEFAULT 0
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    first_day date := date_trunc('month', moment AT TIME ZONE 'UTC')::date;
    used webbuilder.user_usage;
    exceeded text;
BEGIN
    INSERT INTO webbuilder.user_usage AS u (user_id, month, storage_bytes_used)
    SELECT add_usage.account, first_day, coalesce((
        SELECT p.storage_bytes_used FROM webbuilder.user_usage AS p
        WHERE p.user_id = add_usage.account AND p.month < first_day
        ORDER BY p.month DESC LIMIT 1
    ), 0)
    ON CONFLICT (user_id, month) DO NOTHING;

    UPDATE webbuilder.user_usage AS u
    SET campaigns_generated = u.campaigns_generated + campaigns,
        ai_credits_used = u.ai_credits_used + credits,
        storage_bytes_used = greatest(u.storage_bytes_used + bytes, 0),
        api_calls_made = u.api_calls_made + calls
    WHERE u.user_id = add_usage.account AND u.month = first_day
    RETURNING u.* INTO used;

    IF first_day < date_trunc('month', quintet.clock() AT TIME ZONE 'UTC')::date THEN
        RETURN;
    END IF;
    SELECT l.name INTO exceeded
    FROM jsonb_each_text(webbuilder.limits_of(add_usage.account)) AS l (name, value)
    WHERE (to_jsonb(used) ->> l.name)::numeric > l.value::numeric
        AND CASE l.name
            WHEN 'campaigns_generated' THEN campaigns
            WHEN 'ai_credits_used' THEN credits
            WHEN 'storage_bytes_used' THEN bytes
            WHEN 'api_calls_made' THEN calls
        END > 0
    LIMIT 1;
    IF exceeded IS NOT NULL THEN
        RAISE EXCEPTION 'limit of the plan exceeded' USING
            ERRCODE = 'QN429', TABLE = 'user_usage', SCHEMA = 'webbuilder', COLUMN = exceeded;
    END IF;
END
$$;
