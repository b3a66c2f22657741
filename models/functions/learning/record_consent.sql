-- Adds a consent that was given or withdrawn. The moment is the server's and later than any before it, so that
-- the newest row is always the last one; `address` is where the connection came from.
CREATE FUNCTION learning.record_consent(
    learner uuid, kind text, given boolean, guardian text, text_hash text, address inet DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    made uuid;
BEGIN
    IF NOT learning.acts_for(learner) THEN
        RAISE EXCEPTION 'not for somebody else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM learning.users AS u WHERE u.id = learner FOR NO KEY UPDATE;
    INSERT INTO learning.guardian_consents (
        user_id, consent_type, consent_given, guardian_email, legal_text_hash, ip_address, consent_timestamp
    )
    SELECT learner, kind, given, guardian, text_hash, address,
        greatest(timezone('utc', clock_timestamp()), max(c.consent_timestamp) + interval '1 microsecond')
    FROM learning.guardian_consents AS c
    WHERE c.user_id = learner AND c.consent_type = kind
    RETURNING id INTO made;
    RETURN made;
END
$$;
