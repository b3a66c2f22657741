-- A new account has credits from the start.
CREATE FUNCTION roadtrip.open_credits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO roadtrip.user_credits (user_id, created_at) VALUES (NEW.id, NEW.created_at);
    RETURN NULL;
END
$$;
