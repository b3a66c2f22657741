-- Who starts or stops sharing discoveries makes those there are public or private.
CREATE FUNCTION roadtrip.apply_privacy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF roadtrip.shares_discoveries(NEW.privacy_settings) <> roadtrip.shares_discoveries(OLD.privacy_settings) THEN
        UPDATE roadtrip.discoveries SET location_public = NULL WHERE user_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;
