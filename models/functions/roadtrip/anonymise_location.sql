-- location_public is the centre of the nearest city if the discoverer shares discoveries, else null; whatever was
-- sent. As long as no cities are loaded nothing is public.
CREATE FUNCTION roadtrip.anonymise_location() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    NEW.location_public := CASE WHEN EXISTS (
        SELECT FROM roadtrip.users AS u
        WHERE u.id = NEW.user_id AND roadtrip.shares_discoveries(u.privacy_settings)
    ) THEN roadtrip.city_centre(NEW.location) END;
    RETURN NEW;
END
$$;
