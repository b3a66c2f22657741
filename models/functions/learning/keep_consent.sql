-- Consents are history: nothing is changed or removed, except who they are about when that account is erased.
CREATE FUNCTION learning.keep_consent() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.user_id IS NOT NULL
        AND (NEW.id, NEW.consent_type, NEW.consent_given, NEW.consent_timestamp, NEW.legal_text_hash)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.consent_type, OLD.consent_given, OLD.consent_timestamp, OLD.legal_text_hash)
        AND NEW.user_id IS NULL AND NEW.guardian_email = 'erased' AND NEW.ip_address IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'consents are kept as they are' USING
        ERRCODE = 'insufficient_privilege',
        TABLE = TG_TABLE_NAME,
        SCHEMA = TG_TABLE_SCHEMA;
END
$$;
