-- A new account has credits from the start.
CREATE FUNCTION roadtrip.open_credits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO roadtrip.user_credits (user_id) VALUES (NEW.id);
    RETURN NULL;
END
$$;
