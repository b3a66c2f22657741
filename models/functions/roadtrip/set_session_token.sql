-- Keeps the SHA-256 of the token of the caller's running roadtrip; false if there is no such roadtrip.
CREATE FUNCTION roadtrip.set_session_token(session uuid, token_sha256 text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH kept AS (
        UPDATE roadtrip.roadtrip_sessions AS s SET session_token = token_sha256
        WHERE s.id = session AND s.user_id = roadtrip.account() AND s.status = 'active'
            AND s.expires_at > clock_timestamp()
        RETURNING s.id
    )
    SELECT EXISTS (SELECT FROM kept)
$$;
