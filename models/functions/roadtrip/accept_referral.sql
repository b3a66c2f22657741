-- Notes that the caller joined with somebody's referral code; returns the conversion's key. Nobody brought in who has
-- roadtrips already: null for them.
CREATE FUNCTION roadtrip.accept_referral(code text, invitation uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    made uuid;
BEGIN
    IF roadtrip.account() IS NULL THEN
        RAISE EXCEPTION 'nobody joins' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.user_id = roadtrip.account()) THEN
        RETURN NULL;
    END IF;
    INSERT INTO roadtrip.referral_conversions (referrer_id, referred_user_id, referral_code, invitation_id)
    SELECT r.user_id, roadtrip.account(), r.referral_code, invitation
    FROM roadtrip.user_referrals AS r
    WHERE r.referral_code = code
    RETURNING id INTO made;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such code' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_referral_conversions_referral_code',
            TABLE = 'referral_conversions',
            SCHEMA = 'roadtrip';
    END IF;
    RETURN made;
END
$$;
