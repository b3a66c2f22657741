ALTER POLICY referral_conversions_select ON roadtrip.referral_conversions
    USING (referral_conversions.referrer_id = (SELECT roadtrip.account()));

ALTER TABLE roadtrip.roadtrip_waypoints
    DROP CONSTRAINT uq_roadtrip_waypoints_session_id_position,
    ADD CONSTRAINT uq_roadtrip_waypoints_session_id_position UNIQUE (session_id, position);

COMMENT ON COLUMN roadtrip.roadtrip_sessions.activated_at IS 'When the roadtrip was activated.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.activation_code
    IS 'Six digits that activate the roadtrip in the car; gone when it ends.';

-- A roadtrip that starts gets an activation code that no other active roadtrip has; one that ends gives it back,
-- and its token ends with it.
CREATE OR REPLACE FUNCTION roadtrip.keep_activation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status <> 'active' THEN
        NEW.activation_code := NULL;
        NEW.session_token := NULL;
        RETURN NEW;
    END IF;
    NEW.activated_at := coalesce(NEW.activated_at, clock_timestamp());
    WHILE NEW.activation_code IS NULL LOOP
        NEW.activation_code := lpad(roadtrip.random_number(1000000)::text, 6, '0');
        IF EXISTS (SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.activation_code = NEW.activation_code) THEN
            NEW.activation_code := NULL;
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;

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
$$;;

REVOKE ALL ON FUNCTION roadtrip.set_session_token FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.set_session_token TO quintet_app;

DROP FUNCTION roadtrip.advance_referral;

DROP FUNCTION roadtrip.prompt_referrals;

DROP FUNCTION roadtrip.accept_referral;

DROP FUNCTION roadtrip.grant_credits;

DROP FUNCTION roadtrip.session_of_token;

DROP FUNCTION roadtrip.renew_activation;

DROP FUNCTION roadtrip.activate_session;

DROP FUNCTION roadtrip.draw_activation_code;

DROP TABLE roadtrip.referral_prompts;

DROP TABLE roadtrip.referral_milestones;
