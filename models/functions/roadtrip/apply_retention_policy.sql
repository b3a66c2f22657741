-- Applies a retention policy to one batch of rows and returns how many there were; call it again until it returns
-- fewer than a batch. Nothing happens if the policy is not active, or not due at this moment. The tables, and how
-- their rows are found and anonymised, are listed here and nowhere else. For the worker.
CREATE FUNCTION roadtrip.apply_retention_policy(
    policy_id integer, moment timestamptz DEFAULT quintet.clock(), batch integer DEFAULT 1000
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    policy roadtrip.data_retention_policies;
    due timestamptz;
    aged text;
    owner text := 't.user_id';
    blanked text;
    remaining text;
    action text;
    done bigint;
BEGIN
    SELECT * INTO policy FROM roadtrip.data_retention_policies AS p WHERE p.id = policy_id FOR UPDATE;
    due := policy.last_applied_at + CASE policy.cleanup_frequency
        WHEN 'daily' THEN interval '1 day' WHEN 'weekly' THEN interval '7 days' ELSE interval '1 month' END;
    IF policy.is_active IS NOT TRUE OR moment < due THEN
        RETURN 0;
    END IF;
    CASE policy.table_name
        WHEN 'roadtrip_sessions' THEN
            aged := 'created_at';
            blanked := 'origin_location = NULL, destination_location = NULL';
            remaining := 't.origin_location IS NOT NULL OR t.destination_location IS NOT NULL';
        WHEN 'roadtrip_waypoints' THEN
            aged := 'created_at';
            owner := '(SELECT s.user_id FROM roadtrip.roadtrip_sessions AS s WHERE s.id = t.session_id)';
            blanked := 'name = NULL, location = roadtrip.city_centre(t.location)';
            remaining := 'roadtrip.city_centre(t.location) IS NOT NULL AND (t.name IS NOT NULL
                OR NOT (t.location OPERATOR(public.=) roadtrip.city_centre(t.location)))';
        WHEN 'voice_interactions' THEN
            aged := 'created_at';
            blanked := 'user_input_text = NULL, ai_response_text = NULL, location_context = NULL';
            remaining := 'num_nonnulls(t.user_input_text, t.ai_response_text, t.location_context) > 0';
        WHEN 'discoveries' THEN
            aged := 'created_at';
            blanked := 'location = roadtrip.city_centre(t.location)';
            remaining := 'NOT (t.location OPERATOR(public.=) roadtrip.city_centre(t.location))';
        WHEN 'api_usage_tracking' THEN
            aged := 'time_bucket';
        WHEN 'user_behavior_analytics' THEN
            aged := 'occurred_at';
            blanked := 'properties = ''{}''';
            remaining := 't.properties <> ''{}''';
    END CASE;
    IF policy.policy_type = 'anonymization' THEN
        action := format('UPDATE roadtrip.%I AS t SET %s', policy.table_name, blanked);
    ELSE
        action := format('DELETE FROM roadtrip.%I AS t', policy.table_name);
        remaining := 'true';
    END IF;
    EXECUTE format(
        '%s WHERE (t.id, t.%I) IN (
            SELECT t.id, t.%I FROM roadtrip.%I AS t
            JOIN roadtrip.users AS u ON u.id = %s
            WHERE t.%I < $1 AND roadtrip.region_of(u.country_code) = ANY ($2) AND (%s)
            ORDER BY t.%I LIMIT $3)',
        action, aged, aged, policy.table_name, owner, aged, remaining, aged
    ) USING moment - make_interval(days => policy.retention_period_days), policy.applies_to_regions, batch;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done < batch THEN
        UPDATE roadtrip.data_retention_policies SET last_applied_at = moment WHERE id = policy_id;
    END IF;
    RETURN done;
END
$$;
