-- Draws a new activation code for the caller's running roadtrip and ends its token; false if there is no such roadtrip.
CREATE FUNCTION roadtrip.renew_activation(session uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH renewed AS (
        UPDATE roadtrip.roadtrip_sessions AS s
        SET activation_code = roadtrip.draw_activation_code(), session_token = NULL
        WHERE s.id = session AND s.user_id = roadtrip.account() AND s.status = 'active'
            AND s.expires_at > quintet.clock()
        RETURNING s.id
    )
    SELECT EXISTS (SELECT FROM renewed)
$$;
