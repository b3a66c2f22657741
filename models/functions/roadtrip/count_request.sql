-- Counts a call of the caller's, in the minute, the hour and the day; returns the counts there are now.
CREATE FUNCTION roadtrip.count_request(called text, refused boolean DEFAULT false)
RETURNS TABLE (span text, requests integer)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.api_usage_tracking AS usage (
        user_id, endpoint, bucket_type, time_bucket, rate_limited_count
    )
    SELECT roadtrip.account(), called, 'per_' || unit, date_trunc(unit, quintet.clock(), 'UTC'), refused::integer
    FROM unnest(ARRAY['minute', 'hour', 'day']) AS unit
    ON CONFLICT (user_id, endpoint, bucket_type, time_bucket) DO UPDATE
    SET request_count = usage.request_count + 1,
        rate_limited_count = usage.rate_limited_count + excluded.rate_limited_count
    RETURNING usage.bucket_type, usage.request_count
$$;
