-- Moves the referral that brought the caller as far as their roadtrips permit: one that was activated qualifies it,
-- one that was completed has it credited. Milestones that they or the referrer reached by that prompt them.
CREATE FUNCTION roadtrip.advance_referral() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    referrer uuid;
BEGIN
    UPDATE roadtrip.referral_conversions SET conversion_status = 'qualified'
    WHERE referred_user_id = roadtrip.account() AND conversion_status = 'pending' AND EXISTS (
        SELECT FROM roadtrip.roadtrip_sessions AS s
        WHERE s.user_id = roadtrip.account() AND (s.activated_at IS NOT NULL OR s.status = 'completed')
    );
    UPDATE roadtrip.referral_conversions SET conversion_status = 'credited'
    WHERE referred_user_id = roadtrip.account() AND conversion_status = 'qualified' AND EXISTS (
        SELECT FROM roadtrip.roadtrip_sessions AS s
        WHERE s.user_id = roadtrip.account() AND s.status = 'completed'
    )
    RETURNING referrer_id INTO referrer;
    PERFORM roadtrip.prompt_referrals(roadtrip.account());
    PERFORM roadtrip.prompt_referrals(referrer);
END
$$;
