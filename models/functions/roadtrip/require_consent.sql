-- What is said in the car and what is done in the app is collected with the person's consent alone. It is asked after
-- row security was, so that nobody learns what somebody else has agreed to.
CREATE FUNCTION roadtrip.require_consent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM roadtrip.users AS u WHERE u.id = NEW.user_id AND u.gdpr_consent) THEN
        RAISE EXCEPTION 'no consent' USING ERRCODE = 'QN403';
    END IF;
    RETURN NULL;
END
$$;
