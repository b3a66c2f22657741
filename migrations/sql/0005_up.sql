CREATE SCHEMA learning;

GRANT USAGE ON SCHEMA learning TO quintet_app, quintet_admin, quintet_worker;

CREATE TABLE learning.payment_events (
	event_id VARCHAR(255) NOT NULL, 
	paymob_subscription_id VARCHAR(255) NOT NULL, 
	occurred_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, 
	received_at TIMESTAMP WITHOUT TIME ZONE DEFAULT timezone('utc', CURRENT_TIMESTAMP) NOT NULL, 
	CONSTRAINT pk_payment_events PRIMARY KEY (event_id)
);

CREATE INDEX ix_payment_events_paymob_subscription_id ON learning.payment_events (paymob_subscription_id, occurred_at);

COMMENT ON TABLE learning.payment_events IS 'Notifications of Paymob that arrived, each once.';

COMMENT ON COLUMN learning.payment_events.event_id IS 'Paymob''s identifier of the notification.';

COMMENT ON COLUMN learning.payment_events.paymob_subscription_id IS 'The subscription it is about.';

COMMENT ON COLUMN learning.payment_events.occurred_at IS 'When it happened at Paymob.';

COMMENT ON COLUMN learning.payment_events.received_at IS 'When it arrived.';

CREATE TABLE learning.users (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	email VARCHAR(255) NOT NULL, 
	phone VARCHAR(20), 
	created_at TIMESTAMP WITHOUT TIME ZONE DEFAULT timezone('utc', CURRENT_TIMESTAMP), 
	last_login TIMESTAMP WITHOUT TIME ZONE, 
	status VARCHAR(20) DEFAULT 'active', 
	profile JSONB, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT ck_users_profile_object CHECK (jsonb_typeof(profile) = 'object'), 
	CONSTRAINT uq_users_email UNIQUE (email)
);

CREATE INDEX idx_users_email ON learning.users (email);

CREATE INDEX ix_users_created_at ON learning.users (created_at);

COMMENT ON TABLE learning.users IS 'A learner with an account.';

COMMENT ON COLUMN learning.users.id IS 'Unique identifier.';

COMMENT ON COLUMN learning.users.email IS 'E-mail address, unique among accounts.';

COMMENT ON COLUMN learning.users.phone IS 'Telephone number.';

COMMENT ON COLUMN learning.users.created_at IS 'When the account was made.';

COMMENT ON COLUMN learning.users.last_login IS 'When the learner last logged in.';

COMMENT ON COLUMN learning.users.status IS 'Whether the account may be used: only an active one can.';

COMMENT ON COLUMN learning.users.profile IS 'What the learner declared about themselves, an object of any shape.';

CREATE TABLE learning.guardian_consents (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID, 
	guardian_email VARCHAR(255) NOT NULL, 
	consent_type VARCHAR(50) NOT NULL, 
	consent_given BOOLEAN NOT NULL, 
	consent_timestamp TIMESTAMP WITHOUT TIME ZONE DEFAULT timezone('utc', CURRENT_TIMESTAMP), 
	legal_text_hash VARCHAR(64) NOT NULL, 
	ip_address INET, 
	CONSTRAINT pk_guardian_consents PRIMARY KEY (id), 
	CONSTRAINT fk_guardian_consents_user_id FOREIGN KEY(user_id) REFERENCES learning.users (id) ON DELETE NO ACTION, 
	CONSTRAINT ck_guardian_consents_legal_text_hash_form CHECK (legal_text_hash ~ '^([0-9a-f]{64})$')
);

CREATE INDEX ix_guardian_consents_user_id_consent_timestamp ON learning.guardian_consents (user_id, consent_timestamp);

COMMENT ON TABLE learning.guardian_consents IS 'A guardian''s consent, given or withdrawn; the newest row of each kind is what holds.';

COMMENT ON COLUMN learning.guardian_consents.id IS 'Unique identifier.';

COMMENT ON COLUMN learning.guardian_consents.user_id IS 'Learner it is about; null once the account was erased.';

COMMENT ON COLUMN learning.guardian_consents.guardian_email IS 'E-mail address of the guardian.';

COMMENT ON COLUMN learning.guardian_consents.consent_type IS 'What is consented to, such as learning or speech.';

COMMENT ON COLUMN learning.guardian_consents.consent_given IS 'True if the consent was given, false if withdrawn.';

COMMENT ON COLUMN learning.guardian_consents.consent_timestamp IS 'When it was given or withdrawn.';

COMMENT ON COLUMN learning.guardian_consents.legal_text_hash IS 'SHA-256 of the legal text that was shown, in hexadecimal; a changed text needs a new consent.';

COMMENT ON COLUMN learning.guardian_consents.ip_address IS 'Network address it was given from.';

CREATE TABLE learning.learning_profiles (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID, 
	subject VARCHAR(100) NOT NULL, 
	concept VARCHAR(200) NOT NULL, 
	mastery_score DOUBLE PRECISION DEFAULT 0.0, 
	last_interaction TIMESTAMP WITHOUT TIME ZONE DEFAULT timezone('utc', CURRENT_TIMESTAMP), 
	total_interactions INTEGER DEFAULT 0, 
	streak_days INTEGER DEFAULT 0, 
	CONSTRAINT pk_learning_profiles PRIMARY KEY (id), 
	CONSTRAINT uq_learning_profiles_user_id_subject_concept UNIQUE NULLS NOT DISTINCT (user_id, subject, concept), 
	CONSTRAINT fk_learning_profiles_user_id FOREIGN KEY(user_id) REFERENCES learning.users (id) ON DELETE NO ACTION, 
	CONSTRAINT ck_learning_profiles_mastery_score_range CHECK (mastery_score >= 0 AND mastery_score <= 1), 
	CONSTRAINT ck_learning_profiles_total_interactions_range CHECK (total_interactions >= 0), 
	CONSTRAINT ck_learning_profiles_streak_days_range CHECK (streak_days >= 0)
);

CREATE INDEX idx_learning_profiles_user_subject ON learning.learning_profiles (user_id, subject);

COMMENT ON TABLE learning.learning_profiles IS 'How well a learner knows one concept, and how regularly they practise it.';

COMMENT ON COLUMN learning.learning_profiles.id IS 'Unique identifier.';

COMMENT ON COLUMN learning.learning_profiles.user_id IS 'Whose profile it is.';

COMMENT ON COLUMN learning.learning_profiles.subject IS 'Subject the concept belongs to.';

COMMENT ON COLUMN learning.learning_profiles.concept IS 'Concept that is learned.';

COMMENT ON COLUMN learning.learning_profiles.mastery_score IS 'How well it is known, from 0 to 1.';

COMMENT ON COLUMN learning.learning_profiles.last_interaction IS 'When it was last practised.';

COMMENT ON COLUMN learning.learning_profiles.total_interactions IS 'How often it was practised.';

COMMENT ON COLUMN learning.learning_profiles.streak_days IS 'Days in a row on which it was practised.';

ALTER TABLE learning.learning_profiles SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE learning.subscriptions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID, 
	plan_name VARCHAR(100) NOT NULL, 
	status VARCHAR(20) DEFAULT 'active', 
	billing_cycle VARCHAR(20) NOT NULL, 
	amount_egp NUMERIC(10, 2) NOT NULL, 
	started_at TIMESTAMP WITHOUT TIME ZONE DEFAULT timezone('utc', CURRENT_TIMESTAMP), 
	next_billing_date TIMESTAMP WITHOUT TIME ZONE, 
	paymob_subscription_id VARCHAR(255), 
	CONSTRAINT pk_subscriptions PRIMARY KEY (id), 
	CONSTRAINT fk_subscriptions_user_id FOREIGN KEY(user_id) REFERENCES learning.users (id) ON DELETE NO ACTION, 
	CONSTRAINT ck_subscriptions_amount_egp_range CHECK (amount_egp >= 0 AND amount_egp < 'Infinity')
);

CREATE INDEX idx_subscriptions_user_status ON learning.subscriptions (user_id, status);

CREATE INDEX ix_subscriptions_next_billing_date ON learning.subscriptions (next_billing_date);

CREATE UNIQUE INDEX uq_subscriptions_paymob_subscription_id ON learning.subscriptions (paymob_subscription_id) WHERE paymob_subscription_id IS NOT NULL;

COMMENT ON TABLE learning.subscriptions IS 'A learner''s subscription to a plan.';

COMMENT ON COLUMN learning.subscriptions.id IS 'Unique identifier.';

COMMENT ON COLUMN learning.subscriptions.user_id IS 'Whose subscription it is; null once the account was erased.';

COMMENT ON COLUMN learning.subscriptions.plan_name IS 'Plan subscribed to.';

COMMENT ON COLUMN learning.subscriptions.status IS 'State of the subscription, such as active.';

COMMENT ON COLUMN learning.subscriptions.billing_cycle IS 'How often it is billed, such as monthly.';

COMMENT ON COLUMN learning.subscriptions.amount_egp IS 'Price of one billing cycle, in Egyptian pounds.';

COMMENT ON COLUMN learning.subscriptions.started_at IS 'When the subscription began.';

COMMENT ON COLUMN learning.subscriptions.next_billing_date IS 'When it is billed next.';

COMMENT ON COLUMN learning.subscriptions.paymob_subscription_id IS 'The subscription at Paymob.';

CREATE TABLE learning.usage_logs (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID, 
	session_id UUID NOT NULL, 
	service_name VARCHAR(50) NOT NULL, 
	tokens_used INTEGER DEFAULT 0, 
	speech_seconds INTEGER DEFAULT 0, 
	timestamp TIMESTAMP WITHOUT TIME ZONE DEFAULT timezone('utc', CURRENT_TIMESTAMP), 
	cost_usd NUMERIC(10, 6) DEFAULT 0, 
	metadata JSONB, 
	CONSTRAINT pk_usage_logs PRIMARY KEY (id), 
	CONSTRAINT ck_usage_logs_metadata_object CHECK (jsonb_typeof(metadata) = 'object'), 
	CONSTRAINT fk_usage_logs_user_id FOREIGN KEY(user_id) REFERENCES learning.users (id) ON DELETE NO ACTION, 
	CONSTRAINT ck_usage_logs_tokens_used_range CHECK (tokens_used >= 0), 
	CONSTRAINT ck_usage_logs_speech_seconds_range CHECK (speech_seconds >= 0), 
	CONSTRAINT ck_usage_logs_cost_usd_range CHECK (cost_usd >= 0 AND cost_usd < 'Infinity')
);

CREATE INDEX idx_usage_logs_user_timestamp ON learning.usage_logs (user_id, timestamp);

CREATE INDEX ix_usage_logs_timestamp ON learning.usage_logs (timestamp);

COMMENT ON TABLE learning.usage_logs IS 'One use of a service and what it consumed.';

COMMENT ON COLUMN learning.usage_logs.id IS 'Unique identifier.';

COMMENT ON COLUMN learning.usage_logs.user_id IS 'Who used it; null once the account was erased.';

COMMENT ON COLUMN learning.usage_logs.session_id IS 'Learning session it happened in; groups the uses of one sitting.';

COMMENT ON COLUMN learning.usage_logs.service_name IS 'Service that was used.';

COMMENT ON COLUMN learning.usage_logs.tokens_used IS 'Tokens that language models consumed.';

COMMENT ON COLUMN learning.usage_logs.speech_seconds IS 'Seconds of speech processed.';

COMMENT ON COLUMN learning.usage_logs.timestamp IS 'When it was used.';

COMMENT ON COLUMN learning.usage_logs.cost_usd IS 'What it cost, in US dollars.';

COMMENT ON COLUMN learning.usage_logs.metadata IS 'More about the use, an object of any shape.';

ALTER TABLE learning.usage_logs SET (autovacuum_vacuum_insert_scale_factor = 0.05);

CREATE TABLE learning.usage_logs_archive (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID, 
	session_id UUID NOT NULL, 
	service_name VARCHAR(50) NOT NULL, 
	tokens_used INTEGER, 
	speech_seconds INTEGER, 
	timestamp TIMESTAMP WITHOUT TIME ZONE, 
	cost_usd NUMERIC(10, 6), 
	metadata JSONB, 
	archived_at TIMESTAMP WITHOUT TIME ZONE DEFAULT timezone('utc', CURRENT_TIMESTAMP) NOT NULL, 
	CONSTRAINT pk_usage_logs_archive PRIMARY KEY (id), 
	CONSTRAINT fk_usage_logs_archive_user_id FOREIGN KEY(user_id) REFERENCES learning.users (id) ON DELETE NO ACTION, 
	CONSTRAINT ck_usage_logs_archive_tokens_used_range CHECK (tokens_used >= 0), 
	CONSTRAINT ck_usage_logs_archive_speech_seconds_range CHECK (speech_seconds >= 0), 
	CONSTRAINT ck_usage_logs_archive_cost_usd_range CHECK (cost_usd >= 0 AND cost_usd < 'Infinity')
);

CREATE INDEX ix_usage_logs_archive_user_id_timestamp ON learning.usage_logs_archive (user_id, timestamp);

COMMENT ON TABLE learning.usage_logs_archive IS 'Uses of services that were moved out of the usage logs because of their age.';

COMMENT ON COLUMN learning.usage_logs_archive.id IS 'Unique identifier.';

COMMENT ON COLUMN learning.usage_logs_archive.user_id IS 'Who used it; null once the account was erased.';

COMMENT ON COLUMN learning.usage_logs_archive.session_id IS 'Learning session it happened in; groups the uses of one sitting.';

COMMENT ON COLUMN learning.usage_logs_archive.service_name IS 'Service that was used.';

COMMENT ON COLUMN learning.usage_logs_archive.tokens_used IS 'Tokens that language models consumed.';

COMMENT ON COLUMN learning.usage_logs_archive.speech_seconds IS 'Seconds of speech processed.';

COMMENT ON COLUMN learning.usage_logs_archive.timestamp IS 'When it was used.';

COMMENT ON COLUMN learning.usage_logs_archive.cost_usd IS 'What it cost, in US dollars.';

COMMENT ON COLUMN learning.usage_logs_archive.metadata IS 'More about the use, an object of any shape.';

COMMENT ON COLUMN learning.usage_logs_archive.archived_at IS 'When the row was moved here.';

-- The learner who asks, or null.
CREATE FUNCTION learning.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.learning_account', true), '')::uuid
$$;

REVOKE ALL ON FUNCTION learning.account FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.account TO quintet_app, quintet_admin, quintet_worker;

-- Whether the caller may write for a learner: the learner may, and so may jobs.
CREATE FUNCTION learning.acts_for(learner uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT coalesce(learner = learning.account(), false)
        OR pg_catalog.pg_has_role(session_user, 'quintet_worker', 'MEMBER')
$$;

REVOKE ALL ON FUNCTION learning.acts_for FROM PUBLIC;

-- Applies a notification of Paymob to the subscription it is about. True if it changed something: one that
-- arrived before, one that is older than what is known, and one about an erased account change nothing.
CREATE FUNCTION learning.apply_paymob_event(
    event text, happened_at timestamptz, paymob_subscription text, learner uuid,
    plan text, cycle text, amount numeric, state text, next_billing timestamptz
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    moment timestamp := timezone('utc', happened_at);
BEGIN
    IF amount IS DISTINCT FROM round(amount, 2) THEN
        RAISE EXCEPTION 'an amount of fractions of a piastre' USING ERRCODE = 'numeric_value_out_of_range';
    END IF;
    PERFORM FROM learning.users AS u WHERE u.id = learner FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO learning.payment_events (event_id, paymob_subscription_id, occurred_at)
    VALUES (event, paymob_subscription, moment)
    ON CONFLICT (event_id) DO NOTHING;
    IF NOT FOUND OR EXISTS (
        SELECT FROM learning.payment_events AS e
        WHERE e.paymob_subscription_id = paymob_subscription AND e.occurred_at > moment
    ) THEN
        RETURN false;
    END IF;
    INSERT INTO learning.subscriptions (
        user_id, plan_name, status, billing_cycle, amount_egp, started_at, next_billing_date, paymob_subscription_id
    ) VALUES (learner, plan, state, cycle, amount, moment, timezone('utc', next_billing), paymob_subscription)
    ON CONFLICT (paymob_subscription_id) WHERE paymob_subscription_id IS NOT NULL DO UPDATE SET
        plan_name = excluded.plan_name,
        status = excluded.status,
        billing_cycle = excluded.billing_cycle,
        amount_egp = excluded.amount_egp,
        next_billing_date = excluded.next_billing_date;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION learning.apply_paymob_event FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.apply_paymob_event TO quintet_worker;

-- Moves uses that are older than this into the archive, in one statement; returns how many. For the worker.
CREATE FUNCTION learning.archive_usage_logs(older_than interval DEFAULT '365 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH moved AS (
        DELETE FROM learning.usage_logs AS l
        WHERE l.timestamp < timezone('utc', clock_timestamp()) - older_than
        RETURNING l.*
    ), kept AS (
        INSERT INTO learning.usage_logs_archive (
            id, user_id, session_id, service_name, tokens_used, speech_seconds, timestamp, cost_usd, metadata
        )
        SELECT id, user_id, session_id, service_name, tokens_used, speech_seconds, timestamp, cost_usd, metadata
        FROM moved
        RETURNING id
    )
    SELECT count(*) FROM kept
$$;

REVOKE ALL ON FUNCTION learning.archive_usage_logs FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.archive_usage_logs TO quintet_worker;

-- Erases a learner: profiles and the account go, uses and subscriptions stay without a name, and of consents
-- stays what was agreed to and when. Returns whether there was such an account.
CREATE FUNCTION learning.erase_account(learner uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM FROM learning.users AS u WHERE u.id = learner FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM learning.learning_profiles WHERE user_id = learner;
    UPDATE learning.usage_logs SET user_id = NULL, session_id = gen_random_uuid(), metadata = NULL
    WHERE user_id = learner;
    UPDATE learning.usage_logs_archive SET user_id = NULL, session_id = gen_random_uuid(), metadata = NULL
    WHERE user_id = learner;
    DELETE FROM learning.payment_events WHERE paymob_subscription_id IN (
        SELECT s.paymob_subscription_id FROM learning.subscriptions AS s WHERE s.user_id = learner
    );
    UPDATE learning.subscriptions SET user_id = NULL, paymob_subscription_id = NULL WHERE user_id = learner;
    UPDATE learning.guardian_consents SET user_id = NULL, guardian_email = 'erased', ip_address = NULL
    WHERE user_id = learner;
    DELETE FROM learning.users WHERE id = learner;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION learning.erase_account FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.erase_account TO quintet_worker;

-- Erases the account of whoever asks.
CREATE FUNCTION learning.erase_me() RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT learning.erase_account(learning.account())
$$;

REVOKE ALL ON FUNCTION learning.erase_me FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.erase_me TO quintet_app;

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

REVOKE ALL ON FUNCTION learning.has_consent FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.has_consent TO quintet_app, quintet_worker;

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

REVOKE ALL ON FUNCTION learning.keep_consent FROM PUBLIC;

-- The day of a moment (in UTC) where the product lives: Egypt, unless the database is set to another time zone.
CREATE FUNCTION learning.local_day(moment timestamp) RETURNS date
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT (moment AT TIME ZONE 'UTC' AT TIME ZONE
        coalesce(nullif(current_setting('quintet.learning_time_zone', true), ''), 'Africa/Cairo'))::date
$$;

REVOKE ALL ON FUNCTION learning.local_day FROM PUBLIC;

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

REVOKE ALL ON FUNCTION learning.record_consent FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.record_consent TO quintet_app, quintet_worker;

-- Counts one interaction of a learner with a concept and continues the streak; needs a guardian's consent.
-- The mastery score is computed by jobs: learners cannot send one.
CREATE FUNCTION learning.record_interaction(
    learner uuid, of_subject text, of_concept text, score double precision DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    moment timestamp := timezone('utc', clock_timestamp());
    made uuid;
BEGIN
    IF NOT learning.acts_for(learner)
        OR (score IS NOT NULL AND NOT pg_has_role(session_user, 'quintet_worker', 'MEMBER')) THEN
        RAISE EXCEPTION 'not for somebody else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT learning.has_consent(learner, 'learning') THEN
        RAISE EXCEPTION 'no consent' USING ERRCODE = 'QN403';
    END IF;
    INSERT INTO learning.learning_profiles AS p (
        user_id, subject, concept, mastery_score, last_interaction, total_interactions, streak_days
    ) VALUES (learner, of_subject, of_concept, coalesce(score, 0), moment, 1, 1)
    ON CONFLICT (user_id, subject, concept) DO UPDATE SET
        mastery_score = coalesce(score, p.mastery_score),
        last_interaction = greatest(p.last_interaction, moment),
        total_interactions = coalesce(p.total_interactions, 0) + 1,
        streak_days = learning.streak_after(p.streak_days, p.last_interaction, moment)
    RETURNING p.id INTO made;
    RETURN made;
END
$$;

REVOKE ALL ON FUNCTION learning.record_interaction FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.record_interaction TO quintet_app, quintet_worker;

-- The account of a person whom the identity provider knows under this id: found, or made, and logged in now.
CREATE FUNCTION learning.register(identity uuid, email_address text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO learning.users (id, email, last_login)
    VALUES (identity, email_address, timezone('utc', clock_timestamp()))
    ON CONFLICT (id) DO UPDATE SET last_login = excluded.last_login
    RETURNING id
$$;

REVOKE ALL ON FUNCTION learning.register FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.register TO quintet_worker;

-- Sets the learning account for the rest of the transaction; refuses an account that is gone or not active.
CREATE FUNCTION learning.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM learning.users AS u
        WHERE u.id = account AND coalesce(u.status, 'active') = 'active'
    ) THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.learning_account', account::text, true);
END
$$;

REVOKE ALL ON FUNCTION learning.sign_in FROM PUBLIC;

GRANT EXECUTE ON FUNCTION learning.sign_in TO quintet_app, quintet_admin, quintet_worker;

-- The streak after practising at a moment: one day more on the day after the last one, the same on the same day
-- (or when the clock went back), and one after a gap.
CREATE FUNCTION learning.streak_after(streak integer, last_one timestamp, moment timestamp) RETURNS integer
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT CASE
        WHEN last_one IS NULL OR coalesce(streak, 0) = 0 THEN 1
        WHEN learning.local_day(moment) <= learning.local_day(last_one) THEN streak
        WHEN learning.local_day(moment) = learning.local_day(last_one) + 1 THEN streak + 1
        ELSE 1
    END
$$;

REVOKE ALL ON FUNCTION learning.streak_after FROM PUBLIC;

-- What each person whom the caller sees consumed in each month in UTC, by logs and archive together. Uses without a
-- time belong to no month, and those of erased accounts to nobody.
CREATE VIEW learning.monthly_usage WITH (security_invoker) AS
SELECT
    l.user_id,
    date_trunc('month', l.timestamp)::date AS month,
    count(*)::integer AS uses,
    coalesce(sum(l.tokens_used), 0)::bigint AS tokens_used,
    coalesce(sum(l.speech_seconds), 0)::bigint AS speech_seconds,
    coalesce(sum(l.cost_usd), 0)::numeric(16, 6) AS cost_usd
FROM (
    SELECT u.user_id, u.timestamp, u.tokens_used, u.speech_seconds, u.cost_usd
    FROM learning.usage_logs AS u
    UNION ALL
    SELECT a.user_id, a.timestamp, a.tokens_used, a.speech_seconds, a.cost_usd
    FROM learning.usage_logs_archive AS a
) AS l
WHERE l.user_id IS NOT NULL AND l.timestamp IS NOT NULL
GROUP BY l.user_id, date_trunc('month', l.timestamp)::date;

COMMENT ON VIEW learning.monthly_usage IS 'What a person consumed in a month, archived uses included.';

COMMENT ON COLUMN learning.monthly_usage.user_id IS 'Who used the services.';

COMMENT ON COLUMN learning.monthly_usage.month IS 'First day of the month in UTC.';

COMMENT ON COLUMN learning.monthly_usage.uses IS 'Number of uses.';

COMMENT ON COLUMN learning.monthly_usage.tokens_used IS 'Sum of the tokens that language models consumed.';

COMMENT ON COLUMN learning.monthly_usage.speech_seconds IS 'Sum of the seconds of speech processed.';

COMMENT ON COLUMN learning.monthly_usage.cost_usd IS 'Sum of the costs, in US dollars.';

CREATE TRIGGER keep_history BEFORE UPDATE OR DELETE ON learning.guardian_consents
    FOR EACH ROW
    EXECUTE FUNCTION learning.keep_consent();

CREATE TRIGGER keep_all_history BEFORE TRUNCATE ON learning.guardian_consents
    FOR EACH STATEMENT
    EXECUTE FUNCTION learning.keep_consent();

ALTER TABLE learning.payment_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE learning.payment_events FORCE ROW LEVEL SECURITY;

CREATE POLICY payment_events_staff ON learning.payment_events
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY payment_events_owner ON learning.payment_events
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (event_id, paymob_subscription_id, occurred_at, received_at) ON learning.payment_events TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON learning.payment_events TO quintet_worker;

ALTER TABLE learning.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE learning.users FORCE ROW LEVEL SECURITY;

CREATE POLICY users_select ON learning.users
    FOR SELECT TO quintet_app
    USING (users.id = (SELECT learning.account()));

CREATE POLICY users_update ON learning.users
    FOR UPDATE TO quintet_app
    USING (users.id = (SELECT learning.account()))
    WITH CHECK (users.id = (SELECT learning.account()));

CREATE POLICY users_staff ON learning.users
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY users_owner ON learning.users
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, email, phone, created_at, last_login, status, profile) ON learning.users TO quintet_app;

GRANT UPDATE (phone, profile) ON learning.users TO quintet_app;

GRANT SELECT (id, email, phone, created_at, last_login, status, profile) ON learning.users TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON learning.users TO quintet_worker;

ALTER TABLE learning.guardian_consents ENABLE ROW LEVEL SECURITY;

ALTER TABLE learning.guardian_consents FORCE ROW LEVEL SECURITY;

CREATE POLICY guardian_consents_select ON learning.guardian_consents
    FOR SELECT TO quintet_app
    USING (guardian_consents.user_id = (SELECT learning.account()));

CREATE POLICY guardian_consents_staff ON learning.guardian_consents
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY guardian_consents_owner ON learning.guardian_consents
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, guardian_email, consent_type, consent_given, consent_timestamp, legal_text_hash, ip_address) ON learning.guardian_consents TO quintet_app;

GRANT SELECT (id, user_id, guardian_email, consent_type, consent_given, consent_timestamp, legal_text_hash, ip_address) ON learning.guardian_consents TO quintet_admin;

GRANT SELECT, INSERT ON learning.guardian_consents TO quintet_worker;

ALTER TABLE learning.learning_profiles ENABLE ROW LEVEL SECURITY;

ALTER TABLE learning.learning_profiles FORCE ROW LEVEL SECURITY;

CREATE POLICY learning_profiles_select ON learning.learning_profiles
    FOR SELECT TO quintet_app
    USING (learning_profiles.user_id = (SELECT learning.account()));

CREATE POLICY learning_profiles_staff ON learning.learning_profiles
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY learning_profiles_owner ON learning.learning_profiles
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, subject, concept, mastery_score, last_interaction, total_interactions, streak_days) ON learning.learning_profiles TO quintet_app;

GRANT SELECT (id, user_id, subject, concept, mastery_score, last_interaction, total_interactions, streak_days) ON learning.learning_profiles TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON learning.learning_profiles TO quintet_worker;

GRANT SELECT (user_id, month, uses, tokens_used, speech_seconds, cost_usd) ON learning.monthly_usage TO quintet_app;

GRANT SELECT (user_id, month, uses, tokens_used, speech_seconds, cost_usd) ON learning.monthly_usage TO quintet_admin;

GRANT SELECT ON learning.monthly_usage TO quintet_worker;

ALTER TABLE learning.subscriptions ENABLE ROW LEVEL SECURITY;

ALTER TABLE learning.subscriptions FORCE ROW LEVEL SECURITY;

CREATE POLICY subscriptions_select ON learning.subscriptions
    FOR SELECT TO quintet_app
    USING (subscriptions.user_id = (SELECT learning.account()));

CREATE POLICY subscriptions_staff ON learning.subscriptions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY subscriptions_owner ON learning.subscriptions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, plan_name, status, billing_cycle, amount_egp, started_at, next_billing_date, paymob_subscription_id) ON learning.subscriptions TO quintet_app;

GRANT SELECT (id, user_id, plan_name, status, billing_cycle, amount_egp, started_at, next_billing_date, paymob_subscription_id) ON learning.subscriptions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON learning.subscriptions TO quintet_worker;

ALTER TABLE learning.usage_logs ENABLE ROW LEVEL SECURITY;

ALTER TABLE learning.usage_logs FORCE ROW LEVEL SECURITY;

CREATE POLICY usage_logs_select ON learning.usage_logs
    FOR SELECT TO quintet_app
    USING (usage_logs.user_id = (SELECT learning.account()));

CREATE POLICY usage_logs_staff ON learning.usage_logs
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY usage_logs_owner ON learning.usage_logs
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, session_id, service_name, tokens_used, speech_seconds, timestamp, cost_usd, metadata) ON learning.usage_logs TO quintet_app;

GRANT SELECT (id, user_id, session_id, service_name, tokens_used, speech_seconds, timestamp, cost_usd, metadata) ON learning.usage_logs TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON learning.usage_logs TO quintet_worker;

ALTER TABLE learning.usage_logs_archive ENABLE ROW LEVEL SECURITY;

ALTER TABLE learning.usage_logs_archive FORCE ROW LEVEL SECURITY;

CREATE POLICY usage_logs_archive_select ON learning.usage_logs_archive
    FOR SELECT TO quintet_app
    USING (usage_logs_archive.user_id = (SELECT learning.account()));

CREATE POLICY usage_logs_archive_staff ON learning.usage_logs_archive
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY usage_logs_archive_owner ON learning.usage_logs_archive
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, session_id, service_name, tokens_used, speech_seconds, timestamp, cost_usd, metadata, archived_at) ON learning.usage_logs_archive TO quintet_app;

GRANT SELECT (id, user_id, session_id, service_name, tokens_used, speech_seconds, timestamp, cost_usd, metadata, archived_at) ON learning.usage_logs_archive TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON learning.usage_logs_archive TO quintet_worker;
