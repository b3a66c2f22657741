-- Whether the newest consent of this kind was given, and to this legal text where one is named.
CREATE FUNCTION learning.has_consent(learner uuid, kind text, text_hash text DEFAULT NULL) RETURNS boolean
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT coalesce((
        SELECT c.consent_given AND c.legal_text_hash = coalesce(text_hash, c.legal_text_hash)
        FROM learning.guardian_consents AS c
        WHERE c.user_id = learner AND c.consent_type = kind
        ORDER BY c.consent_timestamp DESC NULLS LAST
        LIMIT 1
    ), false)
$$;
