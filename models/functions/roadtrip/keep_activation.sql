-- A roadtrip that starts gets an activation code that no other active roadtrip has; one that ends gives it back,
-- and its token ends with it.
CREATE FUNCTION roadtrip.keep_activation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status <> 'active' THEN
        NEW.activation_code := NULL;
        NEW.session_token := NULL;
        RETURN NEW;
    END IF;
    NEW.activated_at := coalesce(NEW.activated_at, clock_timestamp());
    WHILE NEW.activation_code IS NULL LOOP
        NEW.activation_code := lpad(roadtrip.random_number(1000000)::text, 6, '0');
        IF EXISTS (SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.activation_code = NEW.activation_code) THEN
            NEW.activation_code := NULL;
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;
