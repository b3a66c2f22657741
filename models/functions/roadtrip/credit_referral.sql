-- A conversion that is credited brings the referrer its credits, once.
CREATE FUNCTION roadtrip.credit_referral() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.conversion_status <> 'credited' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.conversion_status = 'credited' THEN
            RETURN NULL;
        END IF;
    END IF;
    UPDATE roadtrip.user_referrals
    SET total_friends_joined = total_friends_joined + 1,
        total_credits_earned = total_credits_earned + NEW.referrer_credits_earned
    WHERE user_id = NEW.referrer_id;
    IF NEW.referrer_credits_earned > 0 THEN
        INSERT INTO roadtrip.credit_transactions (user_id, transaction_type, amount, source, description)
        VALUES (NEW.referrer_id, 'earned', NEW.referrer_credits_earned, 'referral', 'A friend joined.');
    END IF;
    RETURN NULL;
END
$$;
