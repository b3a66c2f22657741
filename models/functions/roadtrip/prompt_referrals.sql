-- Asks a person to invite friends for each milestone that they have reached and were not asked for before.
CREATE FUNCTION roadtrip.prompt_referrals(person uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.referral_prompts (user_id, milestone_id)
    SELECT person, m.id
    FROM roadtrip.referral_milestones AS m
    WHERE person IS NOT NULL AND m.is_active AND m.threshold <= CASE m.metric
        WHEN 'roadtrips_completed' THEN (
            SELECT count(*) FROM roadtrip.roadtrip_sessions AS s WHERE s.user_id = person AND s.status = 'completed'
        )
        WHEN 'friends_joined' THEN (
            SELECT sum(r.total_friends_joined) FROM roadtrip.user_referrals AS r WHERE r.user_id = person
        )
    END
    ON CONFLICT (user_id, milestone_id) DO NOTHING
$$;
