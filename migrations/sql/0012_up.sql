CREATE TABLE roadtrip.referral_milestones (
	id SERIAL NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	metric VARCHAR(50) NOT NULL, 
	threshold INTEGER NOT NULL, 
	is_active BOOLEAN DEFAULT true NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_referral_milestones PRIMARY KEY (id), 
	CONSTRAINT uq_referral_milestones_name UNIQUE (name), 
	CONSTRAINT ck_referral_milestones_metric_values CHECK (metric IN ('roadtrips_completed', 'friends_joined')), 
	CONSTRAINT ck_referral_milestones_threshold_range CHECK (threshold >= 1)
);

-- Before the table is watched: nobody did this.
INSERT INTO roadtrip.referral_milestones (name, metric, threshold)
VALUES
    ('First roadtrip', 'roadtrips_completed', 1),
    ('Five roadtrips', 'roadtrips_completed', 5),
    ('Twenty roadtrips', 'roadtrips_completed', 20),
    ('First friend', 'friends_joined', 1),
    ('Five friends', 'friends_joined', 5);

COMMENT ON TABLE roadtrip.referral_milestones IS 'A point at which a person is asked to invite friends.';

COMMENT ON COLUMN roadtrip.referral_milestones.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.referral_milestones.name IS 'Name of the milestone.';

COMMENT ON COLUMN roadtrip.referral_milestones.metric IS 'What is counted.';

COMMENT ON COLUMN roadtrip.referral_milestones.threshold IS 'The count that reaches it.';

COMMENT ON COLUMN roadtrip.referral_milestones.is_active IS 'Whether it still prompts anybody.';

COMMENT ON COLUMN roadtrip.referral_milestones.created_at IS 'When the row was made.';

CREATE TABLE roadtrip.referral_prompts (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	milestone_id INTEGER NOT NULL, 
	dismissed_at TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_referral_prompts PRIMARY KEY (id), 
	CONSTRAINT uq_referral_prompts_user_id_milestone_id UNIQUE (user_id, milestone_id), 
	CONSTRAINT fk_referral_prompts_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_referral_prompts_milestone_id FOREIGN KEY(milestone_id) REFERENCES roadtrip.referral_milestones (id) ON DELETE CASCADE
);

CREATE INDEX ix_referral_prompts_milestone_id ON roadtrip.referral_prompts (milestone_id);

CREATE INDEX ix_referral_prompts_user_id_created_at ON roadtrip.referral_prompts (user_id, created_at, id);

COMMENT ON TABLE roadtrip.referral_prompts IS 'That somebody reached a milestone and is asked, once, to invite friends.';

COMMENT ON COLUMN roadtrip.referral_prompts.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.referral_prompts.user_id IS 'Who is asked.';

COMMENT ON COLUMN roadtrip.referral_prompts.milestone_id IS 'Milestone that was reached.';

COMMENT ON COLUMN roadtrip.referral_prompts.dismissed_at IS 'When the person had seen enough of it.';

COMMENT ON COLUMN roadtrip.referral_prompts.created_at IS 'When the milestone was reached.';

-- Notes that the caller joined with somebody's referral code; returns the conversion's key. Nobody brought in who has
-- roadtrips already: null for them.
CREATE FUNCTION roadtrip.accept_referral(code text, invitation uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    made uuid;
BEGIN
    IF roadtrip.account() IS NULL THEN
        RAISE EXCEPTION 'nobody joins' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.user_id = roadtrip.account()) THEN
        RETURN NULL;
    END IF;
    INSERT INTO roadtrip.referral_conversions (referrer_id, referred_user_id, referral_code, invitation_id)
    SELECT r.user_id, roadtrip.account(), r.referral_code, invitation
    FROM roadtrip.user_referrals AS r
    WHERE r.referral_code = code
    RETURNING id INTO made;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such code' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_referral_conversions_referral_code',
            TABLE = 'referral_conversions',
            SCHEMA = 'roadtrip';
    END IF;
    RETURN made;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.accept_referral FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.accept_referral TO quintet_app;

-- Uses up the activation code of the caller's running roadtrip and keeps the SHA-256 of its token; returns the
-- roadtrip's key, or null if no running roadtrip of theirs has this code.
CREATE FUNCTION roadtrip.activate_session(code text, token_sha256 text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE roadtrip.roadtrip_sessions AS s
    SET activation_code = NULL,
        session_token = token_sha256,
        activated_at = coalesce(s.activated_at, clock_timestamp())
    WHERE s.activation_code = code AND s.user_id = roadtrip.account() AND s.status = 'active'
        AND s.expires_at > clock_timestamp()
    RETURNING s.id
$$;

REVOKE ALL ON FUNCTION roadtrip.activate_session FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.activate_session TO quintet_app;

-- Moves the referral that brought the caller as far as their roadtrips permit: one that was activated qualifies it,
-- one that was completed has it credited. Milestones that they or the referrer reached by that prompt them.
CREATE FUNCTION roadtrip.advance_referral() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    referrer uuid;
BEGIN
    UPDATE roadtrip.referral_conversions SET conversion_status = 'qualified'
    WHERE referred_user_id = roadtrip.account() AND conversion_status = 'pending' AND EXISTS (
        SELECT FROM roadtrip.roadtrip_sessions AS s
        WHERE s.user_id = roadtrip.account() AND (s.activated_at IS NOT NULL OR s.status = 'completed')
    );
    UPDATE roadtrip.referral_conversions SET conversion_status = 'credited'
    WHERE referred_user_id = roadtrip.account() AND conversion_status = 'qualified' AND EXISTS (
        SELECT FROM roadtrip.roadtrip_sessions AS s
        WHERE s.user_id = roadtrip.account() AND s.status = 'completed'
    )
    RETURNING referrer_id INTO referrer;
    PERFORM roadtrip.prompt_referrals(roadtrip.account());
    PERFORM roadtrip.prompt_referrals(referrer);
END
$$;

REVOKE ALL ON FUNCTION roadtrip.advance_referral FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.advance_referral TO quintet_app;

-- Six digits that no other active roadtrip has. Whoever draws a code holds it until the end of the transaction, so that
-- nobody draws the same one before it is written.
CREATE FUNCTION roadtrip.draw_activation_code() RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = ''
AS $$
DECLARE
    drawn integer;
    code text;
BEGIN
    LOOP
        drawn := roadtrip.random_number(1000000);
        code := lpad(drawn::text, 6, '0');
        EXIT WHEN pg_try_advisory_xact_lock('roadtrip.roadtrip_sessions'::regclass::oid::integer, drawn)
            AND NOT EXISTS (SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.activation_code = code);
    END LOOP;
    RETURN code;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.draw_activation_code FROM PUBLIC;

-- Gives a person credits; their ledger tells the reason. The same grant cannot be made twice. For staff.
CREATE FUNCTION roadtrip.grant_credits(grant_id uuid, person uuid, credits integer, reason text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.credit_transactions (id, user_id, transaction_type, amount, source, description)
    VALUES (grant_id, person, 'promotional', credits, 'staff_grant', reason)
$$;

REVOKE ALL ON FUNCTION roadtrip.grant_credits FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.grant_credits TO quintet_admin;

-- Asks a person to invite friends for each milestone that they have reached and were not asked for before.
CREATE FUNCTION roadtrip.prompt_referrals(person uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.referral_prompts (user_id, milestone_id)
    SELECT person, m.id
    FROM roadtrip.referral_milestones AS m
    WHERE person IS NOT NULL AND m.is_active AND m.threshold <= CASE m.metric
        WHEN 'roadtrips_completed' THEN (
            SELECT count(*) FROM roadtrip.roadtrip_sessions AS s WHERE s.user_id = person AND s.status = 'completed'
        )
        WHEN 'friends_joined' THEN (
            SELECT sum(r.total_friends_joined) FROM roadtrip.user_referrals AS r WHERE r.user_id = person
        )
    END
    ON CONFLICT (user_id, milestone_id) DO NOTHING
$$;

REVOKE ALL ON FUNCTION roadtrip.prompt_referrals FROM PUBLIC;

-- Draws a new activation code for the caller's running roadtrip and ends its token; false if there is no such roadtrip.
CREATE FUNCTION roadtrip.renew_activation(session uuid) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH renewed AS (
        UPDATE roadtrip.roadtrip_sessions AS s
        SET activation_code = roadtrip.draw_activation_code(), session_token = NULL
        WHERE s.id = session AND s.user_id = roadtrip.account() AND s.status = 'active'
            AND s.expires_at > clock_timestamp()
        RETURNING s.id
    )
    SELECT EXISTS (SELECT FROM renewed)
$$;

REVOKE ALL ON FUNCTION roadtrip.renew_activation FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.renew_activation TO quintet_app;

-- The caller's running roadtrip that a token stands for, or null. A token is found by its SHA-256 in a unique index:
-- how long that takes tells nothing about tokens that are nearly right.
CREATE FUNCTION roadtrip.session_of_token(token_sha256 text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT s.id FROM roadtrip.roadtrip_sessions AS s
    WHERE s.session_token = token_sha256 AND s.user_id = roadtrip.account() AND s.status = 'active'
        AND s.expires_at > clock_timestamp()
$$;

REVOKE ALL ON FUNCTION roadtrip.session_of_token FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.session_of_token TO quintet_app;

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.referral_milestones
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legitimate_interests', 'referral_milestones', 'id', 'metric', 'threshold', 'is_active', 'created_at');

ALTER TABLE roadtrip.referral_milestones ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.referral_milestones FORCE ROW LEVEL SECURITY;

CREATE POLICY referral_milestones_select ON roadtrip.referral_milestones
    FOR SELECT TO quintet_app
    USING (true);

CREATE POLICY referral_milestones_staff ON roadtrip.referral_milestones
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY referral_milestones_owner ON roadtrip.referral_milestones
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, name, metric, threshold, is_active, created_at) ON roadtrip.referral_milestones TO quintet_app;

GRANT SELECT (id, name, metric, threshold, is_active, created_at) ON roadtrip.referral_milestones TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.referral_milestones TO quintet_worker;

GRANT USAGE ON SEQUENCE roadtrip.referral_milestones_id_seq TO quintet_worker;

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.referral_prompts
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legitimate_interests', 'referral_prompts', 'id', 'milestone_id', 'dismissed_at', 'created_at');

ALTER TABLE roadtrip.referral_prompts ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.referral_prompts FORCE ROW LEVEL SECURITY;

CREATE POLICY referral_prompts_select ON roadtrip.referral_prompts
    FOR SELECT TO quintet_app
    USING (referral_prompts.user_id = (SELECT roadtrip.account()));

CREATE POLICY referral_prompts_update ON roadtrip.referral_prompts
    FOR UPDATE TO quintet_app
    USING (referral_prompts.user_id = (SELECT roadtrip.account()))
    WITH CHECK (referral_prompts.user_id = (SELECT roadtrip.account()));

CREATE POLICY referral_prompts_staff ON roadtrip.referral_prompts
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY referral_prompts_owner ON roadtrip.referral_prompts
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, milestone_id, dismissed_at, created_at) ON roadtrip.referral_prompts TO quintet_app;

GRANT UPDATE (dismissed_at) ON roadtrip.referral_prompts TO quintet_app;

GRANT SELECT (id, user_id, milestone_id, dismissed_at, created_at) ON roadtrip.referral_prompts TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.referral_prompts TO quintet_worker;

DROP FUNCTION roadtrip.set_session_token;

-- A roadtrip that starts gets an activation code that no other active roadtrip has; one that ends gives it back,
-- and its token ends with it.
CREATE OR REPLACE FUNCTION roadtrip.keep_activation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status <> 'active' THEN
        NEW.activation_code := NULL;
        NEW.session_token := NULL;
    ELSIF TG_OP = 'INSERT' THEN
        NEW.activation_code := coalesce(NEW.activation_code, roadtrip.draw_activation_code());
    END IF;
    RETURN NEW;
END
$$;

COMMENT ON COLUMN roadtrip.roadtrip_sessions.activation_code
    IS 'Six digits that activate the roadtrip in the car; gone when they were used or the roadtrip ends.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.activated_at IS 'When the roadtrip was first activated in the car.';

ALTER TABLE roadtrip.roadtrip_waypoints
    DROP CONSTRAINT uq_roadtrip_waypoints_session_id_position,
    ADD CONSTRAINT uq_roadtrip_waypoints_session_id_position UNIQUE (session_id, position) DEFERRABLE INITIALLY IMMEDIATE;

ALTER POLICY referral_conversions_select ON roadtrip.referral_conversions
    USING (
        (referral_conversions.referrer_id = (SELECT roadtrip.account()))
        OR (referral_conversions.referred_user_id = (SELECT roadtrip.account()))
    );
