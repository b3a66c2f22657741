-- Uses up the activation code of the caller's running roadtrip and keeps the SHA-256 of its token; returns the
-- roadtrip's key, or null if no running roadtrip of theirs has this code.
CREATE FUNCTION roadtrip.activate_session(code text, token_sha256 text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE roadtrip.roadtrip_sessions AS s
    SET activation_code = NULL,
        session_token = token_sha256,
        activated_at = coalesce(s.activated_at, quintet.clock())
    WHERE s.activation_code = code AND s.user_id = roadtrip.account() AND s.status = 'active'
        AND s.expires_at > quintet.clock()
    RETURNING s.id
$$;
