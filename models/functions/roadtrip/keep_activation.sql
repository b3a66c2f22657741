-- A roadtrip that starts gets an activation code that no other active roadtrip has; one that ends gives it back,
-- and its token ends with it.
CREATE FUNCTION roadtrip.keep_activation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status <> 'active' THEN
        NEW.activation_code := NULL;
        NEW.session_token := NULL;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.activation_code := coalesce(NEW.activation_code, roadtrip.draw_activation_code());
    END IF;
    RETURN NEW;
END
$$;
