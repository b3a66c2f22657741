-- The code that was used, and the invitation that led to it, are the referrer's.
CREATE FUNCTION roadtrip.check_referrer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    fault text;
BEGIN
    IF NOT EXISTS (
        SELECT FROM roadtrip.user_referrals AS r
        WHERE r.referral_code = NEW.referral_code AND r.user_id = NEW.referrer_id
    ) THEN
        fault := 'fk_referral_conversions_referral_code';
    ELSIF NEW.invitation_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM roadtrip.referral_invitations AS i
        WHERE i.id = NEW.invitation_id AND i.referrer_id = NEW.referrer_id
    ) THEN
        fault := 'fk_referral_conversions_invitation_id';
    END IF;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'not the referrer''s' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = fault,
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;
