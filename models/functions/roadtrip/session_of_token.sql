-- The caller's running roadtrip that a token stands for, or null. A token is found by its SHA-256 in a unique index:
-- how long that takes tells nothing about tokens that are nearly right.
CREATE FUNCTION roadtrip.session_of_token(token_sha256 text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT s.id FROM roadtrip.roadtrip_sessions AS s
    WHERE s.session_token = token_sha256 AND s.user_id = roadtrip.account() AND s.status = 'active'
        AND s.expires_at > quintet.clock()
$$;
