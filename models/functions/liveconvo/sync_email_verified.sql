-- The document has the fact twice (email_verified, is_email_verified): setting one sets the other.
CREATE FUNCTION liveconvo.sync_email_verified() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.email_verified := coalesce(NEW.email_verified, false) OR coalesce(NEW.is_email_verified, false);
        NEW.is_email_verified := NEW.email_verified;
    ELSIF NEW.email_verified IS DISTINCT FROM OLD.email_verified THEN
        NEW.is_email_verified := NEW.email_verified;
    ELSE
        NEW.email_verified := NEW.is_email_verified;
    END IF;
    RETURN NEW;
END
$$;
