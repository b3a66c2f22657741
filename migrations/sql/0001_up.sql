CREATE SCHEMA quintet;

GRANT USAGE ON SCHEMA quintet TO quintet_app, quintet_admin, quintet_worker;

CREATE TABLE quintet.events (
	topic TEXT NOT NULL, 
	seq BIGINT NOT NULL, 
	at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL, 
	entity TEXT NOT NULL, 
	entity_id UUID NOT NULL, 
	operation TEXT NOT NULL, 
	CONSTRAINT pk_events PRIMARY KEY (topic, seq, at)
);

COMMENT ON TABLE quintet.events IS 'Changes of rows by topic; kept for 72 hours.';

COMMENT ON COLUMN quintet.events.topic IS 'Name of the topic.';

COMMENT ON COLUMN quintet.events.seq IS 'Number of the change in its topic: 1, 2, 3…';

COMMENT ON COLUMN quintet.events.at IS 'When the change was written.';

COMMENT ON COLUMN quintet.events.entity IS 'Singular name of the table whose row changed.';

COMMENT ON COLUMN quintet.events.entity_id IS 'Key of the row.';

COMMENT ON COLUMN quintet.events.operation IS 'inserted, updated or deleted.';

SELECT public.create_hypertable('quintet.events', 'at', chunk_time_interval => interval '6 hours', create_default_indexes => false);

CREATE TABLE quintet.idempotency_keys (
	subject UUID NOT NULL, 
	operation VARCHAR(100) NOT NULL, 
	key VARCHAR(200) NOT NULL, 
	arguments_hash BYTEA NOT NULL, 
	answer JSONB, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_idempotency_keys PRIMARY KEY (subject, operation, key), 
	CONSTRAINT ck_idempotency_keys_arguments_hash_length CHECK (octet_length(arguments_hash) = 32)
);

CREATE INDEX ix_idempotency_keys_created_at ON quintet.idempotency_keys (created_at);

COMMENT ON TABLE quintet.idempotency_keys IS 'Answers to writes that carried an idempotency key.';

COMMENT ON COLUMN quintet.idempotency_keys.subject IS 'Who wrote.';

COMMENT ON COLUMN quintet.idempotency_keys.operation IS 'Name of the mutation.';

COMMENT ON COLUMN quintet.idempotency_keys.key IS 'The client''s key.';

COMMENT ON COLUMN quintet.idempotency_keys.arguments_hash IS 'SHA-256 of the arguments.';

COMMENT ON COLUMN quintet.idempotency_keys.answer IS 'The row that was answered.';

COMMENT ON COLUMN quintet.idempotency_keys.created_at IS 'When the write happened.';

CREATE TABLE quintet.topics (
	topic TEXT NOT NULL, 
	seq BIGINT NOT NULL, 
	CONSTRAINT pk_topics PRIMARY KEY (topic)
);

COMMENT ON TABLE quintet.topics IS 'The last sequence number of each topic; locked by whoever writes to the topic.';

COMMENT ON COLUMN quintet.topics.topic IS 'Name of the topic.';

COMMENT ON COLUMN quintet.topics.seq IS 'Last number given out.';

-- Who asks: the subject of the token, or null.
CREATE FUNCTION quintet.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.subject', true), '')::uuid
$$;

REVOKE ALL ON FUNCTION quintet.account FROM PUBLIC;

GRANT EXECUTE ON FUNCTION quintet.account TO quintet_app, quintet_admin, quintet_worker;

-- A row may refer only to what its writer can see: PostgreSQL checks foreign keys without row security.
-- Arguments: the referring column, the table and column referred to, a condition on the row referred to.
CREATE FUNCTION quintet.check_reference() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    visible boolean;
BEGIN
    IF to_jsonb(NEW) ->> TG_ARGV[0] IS NULL
        OR (TG_OP = 'UPDATE' AND to_jsonb(NEW) -> TG_ARGV[0] = to_jsonb(OLD) -> TG_ARGV[0]) THEN
        RETURN NULL;
    END IF;
    EXECUTE format(
        'SELECT EXISTS (SELECT FROM %s WHERE %I = ($1).%I AND %s)', TG_ARGV[1], TG_ARGV[2], TG_ARGV[0], TG_ARGV[3]
    ) INTO visible USING NEW;
    IF NOT visible THEN
        RAISE EXCEPTION 'reference to a row that the writer cannot see' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_' || TG_TABLE_NAME || '_' || TG_ARGV[0],
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION quintet.check_reference FROM PUBLIC;

-- Drops the chunks of the event log whose events are all older than 72 hours. For the worker.
CREATE FUNCTION quintet.drop_old_events(older_than interval DEFAULT '72 hours') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT count(*) FROM public.drop_chunks('quintet.events', older_than => older_than)
$$;

REVOKE ALL ON FUNCTION quintet.drop_old_events FROM PUBLIC;

GRANT EXECUTE ON FUNCTION quintet.drop_old_events TO quintet_worker;

-- Refuses a change of status that is not on the list.
-- Arguments: the column, then the permitted changes as 'from>to'. A status that was null may become anything.
CREATE FUNCTION quintet.enforce_transitions() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    before text := to_jsonb(OLD) ->> TG_ARGV[0];
    after text := to_jsonb(NEW) ->> TG_ARGV[0];
BEGIN
    IF before IS NULL OR (before || '>' || coalesce(after, '')) = ANY (TG_ARGV[1:]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'transition refused' USING
        ERRCODE = 'QN409',
        CONSTRAINT = TG_NAME,
        TABLE = TG_TABLE_NAME,
        SCHEMA = TG_TABLE_SCHEMA,
        COLUMN = TG_ARGV[0],
        DETAIL = before || '>' || coalesce(after, 'null');
END
$$;

REVOKE ALL ON FUNCTION quintet.enforce_transitions FROM PUBLIC;

-- Appends a change to the event log. The lock on the topic's row makes seq gap-free and in commit order.
-- Arguments: name of the topic, column with its key, name of the entity.
CREATE FUNCTION quintet.record_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    changed jsonb := to_jsonb(coalesce(NEW, OLD));
    name text := TG_ARGV[0] || ':' || (changed ->> TG_ARGV[1]);
    what text := CASE TG_OP WHEN 'INSERT' THEN 'inserted' WHEN 'UPDATE' THEN 'updated' ELSE 'deleted' END;
    number bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND changed ->> 'deleted_at' IS NOT NULL AND to_jsonb(OLD) ->> 'deleted_at' IS NULL THEN
        what := 'deleted';
    END IF;
    INSERT INTO quintet.topics AS counter (topic, seq) VALUES (name, 1)
    ON CONFLICT (topic) DO UPDATE SET seq = counter.seq + 1
    RETURNING seq INTO number;
    INSERT INTO quintet.events (topic, seq, entity, entity_id, operation)
    VALUES (name, number, TG_ARGV[2], (changed ->> 'id')::uuid, what);
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION quintet.record_event FROM PUBLIC;

-- Sets the subject of the token for the rest of the transaction.
CREATE FUNCTION quintet.sign_in(subject uuid) RETURNS void
LANGUAGE sql SET search_path = ''
AS $$
    SELECT set_config('quintet.subject', subject::text, true)
$$;

REVOKE ALL ON FUNCTION quintet.sign_in FROM PUBLIC;

GRANT EXECUTE ON FUNCTION quintet.sign_in TO quintet_app, quintet_admin, quintet_worker;

-- Sets updated_at on every UPDATE, whatever the client sent.
CREATE FUNCTION quintet.touch_updated_at() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION quintet.touch_updated_at FROM PUBLIC;

GRANT SELECT (topic, seq, at, entity, entity_id, operation) ON quintet.events TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON quintet.events TO quintet_worker;

ALTER TABLE quintet.idempotency_keys ENABLE ROW LEVEL SECURITY;

ALTER TABLE quintet.idempotency_keys FORCE ROW LEVEL SECURITY;

CREATE POLICY idempotency_keys_select ON quintet.idempotency_keys
    FOR SELECT TO quintet_app
    USING (idempotency_keys.subject = (SELECT quintet.account()));

CREATE POLICY idempotency_keys_insert ON quintet.idempotency_keys
    FOR INSERT TO quintet_app
    WITH CHECK (idempotency_keys.subject = (SELECT quintet.account()));

CREATE POLICY idempotency_keys_update ON quintet.idempotency_keys
    FOR UPDATE TO quintet_app
    USING (idempotency_keys.subject = (SELECT quintet.account()))
    WITH CHECK (idempotency_keys.subject = (SELECT quintet.account()));

CREATE POLICY idempotency_keys_staff ON quintet.idempotency_keys
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY idempotency_keys_owner ON quintet.idempotency_keys
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (subject, operation, key, arguments_hash, answer, created_at) ON quintet.idempotency_keys TO quintet_app;

GRANT INSERT (subject, operation, key, arguments_hash, answer) ON quintet.idempotency_keys TO quintet_app;

GRANT UPDATE (arguments_hash, answer) ON quintet.idempotency_keys TO quintet_app;

GRANT SELECT (subject, operation, key, arguments_hash, answer, created_at) ON quintet.idempotency_keys TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON quintet.idempotency_keys TO quintet_worker;

ALTER TABLE quintet.topics ENABLE ROW LEVEL SECURITY;

ALTER TABLE quintet.topics FORCE ROW LEVEL SECURITY;

CREATE POLICY topics_staff ON quintet.topics
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY topics_owner ON quintet.topics
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (topic, seq) ON quintet.topics TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON quintet.topics TO quintet_worker;

GRANT USAGE ON SCHEMA quintet TO quintet_listener;

GRANT SELECT ON quintet.topics, quintet.events TO quintet_listener;

CREATE POLICY topics_listen ON quintet.topics
    FOR SELECT TO quintet_listener
    USING (true);
