-- Who asks is asked once for every table of a statement. PostgreSQL plans a function in SQL anew in every statement
-- that calls it; one in PL/pgSQL is compiled once for each connection.

-- Who asks: the subject of the token, or null.
CREATE OR REPLACE FUNCTION quintet.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.subject', true), '')::uuid;
END
$$;

-- The LiveConvo account of whoever asks, or null.
CREATE OR REPLACE FUNCTION liveconvo.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.liveconvo_account', true), '')::uuid;
END
$$;

-- The Roadtrip account of whoever asks, or null.
CREATE OR REPLACE FUNCTION roadtrip.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.roadtrip_account', true), '')::uuid;
END
$$;

-- The Web Builder account of whoever asks, or null.
CREATE OR REPLACE FUNCTION webbuilder.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.webbuilder_account', true), '')::uuid;
END
$$;

-- The learner who asks, or null.
CREATE OR REPLACE FUNCTION learning.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.learning_account', true), '')::uuid;
END
$$;

-- The RepurposeFlow account of whoever asks, or null.
CREATE OR REPLACE FUNCTION repurpose.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.repurpose_account', true), '')::uuid;
END
$$;

-- Clerk's identifier of whoever asks, or null; the setting has the document's name.
CREATE OR REPLACE FUNCTION repurpose.clerk_id() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('app.current_user_id', true), '');
END
$$;

-- Sets the LiveConvo account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE OR REPLACE FUNCTION liveconvo.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.liveconvo_account', account::text, true)
    FROM liveconvo.users AS u
    WHERE u.id = account AND coalesce(u.is_active, true) AND u.deleted_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;

-- Sets the Roadtrip account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE OR REPLACE FUNCTION roadtrip.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.roadtrip_account', account::text, true)
    FROM roadtrip.users AS u
    WHERE u.id = account AND u.is_active;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;

-- Sets the Web Builder account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE OR REPLACE FUNCTION webbuilder.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.webbuilder_account', account::text, true)
    FROM webbuilder.users AS u
    WHERE u.id = account AND u.is_active;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;

-- Sets the learning account for the rest of the transaction; refuses an account that is gone or not active.
CREATE OR REPLACE FUNCTION learning.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.learning_account', account::text, true)
    FROM learning.users AS u
    WHERE u.id = account AND coalesce(u.status, 'active') = 'active';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;

-- Sets the RepurposeFlow account of a Clerk user for the rest of the transaction; refuses one that is gone.
CREATE OR REPLACE FUNCTION repurpose.sign_in(account text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.repurpose_account', u.id::text, true),
        set_config('app.current_user_id', account, true)
    FROM repurpose.users AS u
    WHERE u.clerk_user_id = account AND u.deleted_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;

-- Rows that are deleted softly are in no list: without them the index alone says which conversations are somebody's,
-- which row security asks for what was said in them.
DROP INDEX liveconvo.ix_sessions_user_id_created_at;

CREATE INDEX ix_sessions_user_id_created_at ON liveconvo.sessions (user_id, created_at, id) WHERE deleted_at IS NULL;

-- A page of a trip's discoveries is read in order instead of sorted.
DROP INDEX roadtrip.ix_discoveries_session_id;

CREATE INDEX ix_discoveries_session_id_discovery_timestamp
    ON roadtrip.discoveries (session_id, user_id, discovery_timestamp, id);
