-- Gives a referral code that nobody has, and ends the link with it.
CREATE FUNCTION roadtrip.give_referral_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    signs constant text := 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    drawn text;
BEGIN
    WHILE NEW.referral_code IS NULL LOOP
        SELECT string_agg(substr(signs, roadtrip.random_number(36) + 1, 1), '') INTO drawn
        FROM generate_series(1, 8);
        NEW.referral_code := 'ROAD-' || left(drawn, 4) || '-' || right(drawn, 4);
        IF EXISTS (SELECT FROM roadtrip.user_referrals AS r WHERE r.referral_code = NEW.referral_code) THEN
            NEW.referral_code := NULL;
        END IF;
    END LOOP;
    IF right(NEW.referral_link, length(NEW.referral_code)) <> NEW.referral_code THEN
        NEW.referral_link := NEW.referral_link || NEW.referral_code;
    END IF;
    RETURN NEW;
END
$$;
