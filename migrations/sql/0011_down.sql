-- Who asks: the subject of the token, or null.
CREATE OR REPLACE FUNCTION quintet.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.subject', true), '')::uuid
$$;

-- The LiveConvo account of whoever asks, or null.
CREATE OR REPLACE FUNCTION liveconvo.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.liveconvo_account', true), '')::uuid
$$;

-- The Roadtrip account of whoever asks, or null.
CREATE OR REPLACE FUNCTION roadtrip.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.roadtrip_account', true), '')::uuid
$$;

-- The Web Builder account of whoever asks, or null.
CREATE OR REPLACE FUNCTION webbuilder.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.webbuilder_account', true), '')::uuid
$$;

-- The learner who asks, or null.
CREATE OR REPLACE FUNCTION learning.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.learning_account', true), '')::uuid
$$;

-- The RepurposeFlow account of whoever asks, or null.
CREATE OR REPLACE FUNCTION repurpose.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.repurpose_account', true), '')::uuid
$$;

-- Clerk's identifier of whoever asks, or null; the setting has the document's name.
CREATE OR REPLACE FUNCTION repurpose.clerk_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('app.current_user_id', true), '')
$$;

-- Sets the LiveConvo account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE OR REPLACE FUNCTION liveconvo.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM liveconvo.users AS u
        WHERE u.id = account AND coalesce(u.is_active, true) AND u.deleted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.liveconvo_account', account::text, true);
END
$$;

-- Sets the Roadtrip account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE OR REPLACE FUNCTION roadtrip.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM roadtrip.users AS u WHERE u.id = account AND u.is_active) THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.roadtrip_account', account::text, true);
END
$$;

-- Sets the Web Builder account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE OR REPLACE FUNCTION webbuilder.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM webbuilder.users AS u WHERE u.id = account AND u.is_active) THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.webbuilder_account', account::text, true);
END
$$;

-- Sets the learning account for the rest of the transaction; refuses an account that is gone or not active.
CREATE OR REPLACE FUNCTION learning.sign_in(account uuid) RETURNS void
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

-- Sets the RepurposeFlow account of a Clerk user for the rest of the transaction; refuses one that is gone.
CREATE OR REPLACE FUNCTION repurpose.sign_in(account text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    found_id uuid := (
        SELECT u.id FROM repurpose.users AS u WHERE u.clerk_user_id = account AND u.deleted_at IS NULL
    );
BEGIN
    IF found_id IS NULL THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.repurpose_account', found_id::text, true),
        set_config('app.current_user_id', account, true);
END
$$;

DROP INDEX liveconvo.ix_sessions_user_id_created_at;

CREATE INDEX ix_sessions_user_id_created_at ON liveconvo.sessions (user_id, created_at, id);

DROP INDEX roadtrip.ix_discoveries_session_id_discovery_timestamp;

CREATE INDEX ix_discoveries_session_id ON roadtrip.discoveries (session_id);
