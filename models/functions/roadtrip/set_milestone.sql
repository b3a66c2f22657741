-- Adds the milestone of this name or changes it; null for active leaves that as it is, and a new one active. The same
-- again changes nothing. Whoever has reached it already is asked at their next step. Returns its id. For staff.
CREATE FUNCTION roadtrip.set_milestone(called text, counted text, reached_at integer, active boolean) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.referral_milestones AS m (name, metric, threshold, is_active)
    VALUES (called, counted, reached_at, coalesce(active, true))
    ON CONFLICT (name) DO UPDATE
    SET metric = excluded.metric,
        threshold = excluded.threshold,
        is_active = coalesce(active, m.is_active)
    WHERE (m.metric, m.threshold, m.is_active)
        IS DISTINCT FROM (excluded.metric, excluded.threshold, coalesce(active, m.is_active));
    SELECT m.id FROM roadtrip.referral_milestones AS m WHERE m.name = called
$$;
