-- Adds up calls that the gateway has counted: of the n-th person, the n-th endpoint, made in the n-th minute, so many,
-- so many of them refused. Returns each person's subscription, and the calls of the minute, the hour and the day of a
-- moment that were not refused, wherever they were counted. People who are gone by now are left out.
CREATE FUNCTION roadtrip.count_requests(
    persons uuid[], endpoints text[], minutes timestamptz[], requests integer[], refusals integer[], moment timestamptz
)
RETURNS TABLE (person uuid, subscription text, per_minute bigint, per_hour bigint, per_day bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    this_minute timestamptz := date_trunc('minute', moment, 'UTC');
    this_hour timestamptz := date_trunc('hour', moment, 'UTC');
    this_day timestamptz := date_trunc('day', moment, 'UTC');
BEGIN
    -- Whoever is being erased is waited for here, before a count is locked that the erasure wants to delete. Counts are
    -- locked in one order for the same reason: several gateways count the same people.
    PERFORM FROM roadtrip.users AS u WHERE u.id = ANY (persons) ORDER BY u.id FOR KEY SHARE;

    INSERT INTO roadtrip.api_usage_tracking AS usage (
        user_id, endpoint, bucket_type, time_bucket, request_count, rate_limited_count
    )
    SELECT u.id, called.endpoint, 'per_' || unit, date_trunc(unit, called.minute, 'UTC'),
        sum(called.requests), sum(called.refusals)
    FROM unnest(persons, endpoints, minutes, requests, refusals)
        AS called (person, endpoint, minute, requests, refusals)
    JOIN roadtrip.users AS u ON u.id = called.person
    CROSS JOIN unnest(ARRAY['minute', 'hour', 'day']) AS unit
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (user_id, endpoint, bucket_type, time_bucket) DO UPDATE
    SET request_count = usage.request_count + excluded.request_count,
        rate_limited_count = usage.rate_limited_count + excluded.rate_limited_count;

    RETURN QUERY
    SELECT u.id, u.subscription_status::text,
        coalesce(sum(made.calls) FILTER (WHERE made.bucket_type = 'per_minute'), 0)::bigint,
        coalesce(sum(made.calls) FILTER (WHERE made.bucket_type = 'per_hour'), 0)::bigint,
        coalesce(sum(made.calls) FILTER (WHERE made.bucket_type = 'per_day'), 0)::bigint
    FROM roadtrip.users AS u
    LEFT JOIN LATERAL (
        SELECT usage.bucket_type, usage.request_count - usage.rate_limited_count AS calls
        FROM roadtrip.api_usage_tracking AS usage
        WHERE usage.user_id = u.id
            AND usage.time_bucket = ANY (ARRAY[this_minute, this_hour, this_day])
            AND usage.time_bucket BETWEEN this_day AND this_minute
            AND usage.time_bucket = CASE usage.bucket_type
                WHEN 'per_minute' THEN this_minute WHEN 'per_hour' THEN this_hour ELSE this_day
            END
    ) AS made ON true
    WHERE u.id = ANY (persons)
    GROUP BY u.id;
END
$$;
