-- What belongs to a roadtrip belongs to the person whose roadtrip it is.
CREATE FUNCTION roadtrip.check_session_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.session_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.id = NEW.session_id AND s.user_id = NEW.user_id
    ) THEN
        RAISE EXCEPTION 'roadtrip of another person' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_' || TG_TABLE_NAME || '_session_id',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;
