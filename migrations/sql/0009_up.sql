CREATE TABLE liveconvo.usage_records_archive (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	pseudonym VARCHAR(64) NOT NULL, 
	usage_type VARCHAR(50) NOT NULL, 
	quantity NUMERIC(10, 3) NOT NULL, 
	unit VARCHAR(20) NOT NULL, 
	billing_period_start DATE NOT NULL, 
	billing_period_end DATE NOT NULL, 
	unit_price_cents INTEGER, 
	total_cost_cents INTEGER, 
	created_at TIMESTAMP WITH TIME ZONE, 
	archived_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_usage_records_archive PRIMARY KEY (id), 
	CONSTRAINT ck_usage_records_archive_pseudonym_form CHECK (pseudonym ~ '^([0-9a-f]{64})$'), 
	CONSTRAINT ck_usage_records_archive_usage_type_values CHECK (usage_type IN ('audio_processing', 'ai_guidance', 'summary_generation')), 
	CONSTRAINT ck_usage_records_archive_quantity_range CHECK (quantity >= 0 AND quantity < 'Infinity'), 
	CONSTRAINT ck_usage_records_archive_unit_values CHECK (unit IN ('hours', 'calls', 'tokens')), 
	CONSTRAINT ck_usage_records_archive_unit_price_cents_range CHECK (unit_price_cents >= 0), 
	CONSTRAINT ck_usage_records_archive_total_cost_cents_range CHECK (total_cost_cents >= 0)
);

CREATE INDEX ix_usage_records_archive_created_at ON liveconvo.usage_records_archive (created_at);

CREATE INDEX ix_usage_records_archive_pseudonym ON liveconvo.usage_records_archive (pseudonym);

COMMENT ON TABLE liveconvo.usage_records_archive IS 'Billing history of usage whose person, conversation or subscription was erased.';

COMMENT ON COLUMN liveconvo.usage_records_archive.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.usage_records_archive.pseudonym IS 'The same for all usage of one person, and nothing else.';

COMMENT ON COLUMN liveconvo.usage_records_archive.usage_type IS 'What was used.';

COMMENT ON COLUMN liveconvo.usage_records_archive.quantity IS 'How much: hours of audio, number of AI calls, tokens.';

COMMENT ON COLUMN liveconvo.usage_records_archive.unit IS 'Unit of the quantity.';

COMMENT ON COLUMN liveconvo.usage_records_archive.billing_period_start IS 'First day of the billing period.';

COMMENT ON COLUMN liveconvo.usage_records_archive.billing_period_end IS 'Last day of the billing period.';

COMMENT ON COLUMN liveconvo.usage_records_archive.unit_price_cents IS 'Price of one unit in cents.';

COMMENT ON COLUMN liveconvo.usage_records_archive.total_cost_cents IS 'Quantity times unit price, in cents; halves are rounded up.';

COMMENT ON COLUMN liveconvo.usage_records_archive.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.usage_records_archive.archived_at IS 'When it was moved here.';

-- Keeps the billing history of usage that is deleted, by itself or with its person, session or subscription, without
-- its person. The account's key is random and found nowhere else once the account is gone, so that its hash leads to
-- nobody.
CREATE FUNCTION liveconvo.archive_usage_record() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO liveconvo.usage_records_archive (
        pseudonym, usage_type, quantity, unit, billing_period_start, billing_period_end, unit_price_cents,
        total_cost_cents, created_at
    ) VALUES (
        encode(sha256(convert_to('usage of ' || OLD.user_id::text, 'UTF8')), 'hex'),
        OLD.usage_type, OLD.quantity, OLD.unit, OLD.billing_period_start, OLD.billing_period_end,
        OLD.unit_price_cents, OLD.total_cost_cents, OLD.created_at
    );
    RETURN OLD;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.archive_usage_record FROM PUBLIC;

-- Hours of audio count against their subscription where they are of its running period, in the transaction that records
-- them; beyond its limit they are refused. The service sets the count back when a new month begins.
CREATE FUNCTION liveconvo.count_audio_hours() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    is_exceeded boolean;
BEGIN
    IF NEW.usage_type = 'audio_processing' THEN
        UPDATE liveconvo.subscriptions AS s
        SET monthly_audio_hours_used = coalesce(s.monthly_audio_hours_used, 0) + NEW.quantity
        WHERE s.id = NEW.subscription_id
            AND NEW.billing_period_start >= coalesce(
                timezone('UTC', s.current_period_start)::date, NEW.billing_period_start)
        RETURNING s.monthly_audio_hours_used > s.monthly_audio_hours_limit INTO is_exceeded;
        IF is_exceeded THEN
            RAISE EXCEPTION 'quota exceeded' USING
                ERRCODE = 'QN429', TABLE = 'subscriptions', SCHEMA = 'liveconvo', COLUMN = 'monthly_audio_hours_used';
        END IF;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.count_audio_hours FROM PUBLIC;

-- Deletes archived usage that is older than this, and counts it. For the worker.
CREATE FUNCTION liveconvo.purge_usage_archive(older_than interval DEFAULT '7 years') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM liveconvo.usage_records_archive AS a
        WHERE coalesce(a.created_at, a.archived_at) < now() - older_than
        RETURNING a.id
    )
    SELECT count(*) FROM gone
$$;

REVOKE ALL ON FUNCTION liveconvo.purge_usage_archive FROM PUBLIC;

GRANT EXECUTE ON FUNCTION liveconvo.purge_usage_archive TO quintet_worker;

-- duration = end - start, whatever was sent, as soon as a visit has ended.
CREATE FUNCTION liveconvo.record_visit_timing() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.ended_at >= NEW.started_at THEN
        NEW.duration_seconds := floor(extract(epoch FROM NEW.ended_at - NEW.started_at))::integer;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.record_visit_timing FROM PUBLIC;

-- Before a person is erased: log entries about them, about their sessions, or that name them say nothing any more, and
-- stored answers that show their rows are forgotten.
CREATE FUNCTION liveconvo.scrub_logs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    conversations uuid[] := ARRAY(SELECT s.id FROM liveconvo.sessions AS s WHERE s.user_id = OLD.id);
BEGIN
    UPDATE liveconvo.system_logs AS l
    SET message = '[erased]', exception_traceback = NULL, ip_address = NULL, endpoint = NULL
    FROM (
        SELECT e.id, lower(concat_ws(' ', e.message, e.exception_traceback, e.endpoint)) AS said
        FROM liveconvo.system_logs AS e
    ) AS entry
    WHERE entry.id = l.id AND (
        l.user_id = OLD.id
        OR l.session_id = ANY (conversations)
        OR position(OLD.id::text IN entry.said) > 0
        OR (OLD.email LIKE '%_@_%' AND position(lower(OLD.email) IN entry.said) > 0)
    );
    DELETE FROM quintet.idempotency_keys AS k
    WHERE OLD.id::text IN (k.answer ->> 'id', k.answer ->> 'user_id')
        OR (k.answer ->> 'session_id') = ANY (conversations::text[]);
    RETURN OLD;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.scrub_logs FROM PUBLIC;

ALTER TABLE liveconvo.usage_records_archive ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.usage_records_archive FORCE ROW LEVEL SECURITY;

CREATE POLICY usage_records_archive_staff ON liveconvo.usage_records_archive
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY usage_records_archive_owner ON liveconvo.usage_records_archive
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, pseudonym, usage_type, quantity, unit, billing_period_start, billing_period_end, unit_price_cents, total_cost_cents, created_at, archived_at) ON liveconvo.usage_records_archive TO quintet_admin;

GRANT SELECT, INSERT ON liveconvo.usage_records_archive TO quintet_worker;

ALTER TABLE liveconvo.usage_records
    ADD CONSTRAINT ck_usage_records_audio_is_counted_in_hours
        CHECK ((usage_type = 'audio_processing') = (unit = 'hours')),
    ADD CONSTRAINT ck_usage_records_cost_is_quantity_times_price
        CHECK (total_cost_cents = round(quantity * unit_price_cents));

COMMENT ON COLUMN liveconvo.usage_records.total_cost_cents IS 'Quantity times unit price, in cents; halves are rounded up.';

CREATE TRIGGER count_audio_hours AFTER INSERT ON liveconvo.usage_records
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.count_audio_hours();

CREATE TRIGGER keep_billing_history BEFORE DELETE ON liveconvo.usage_records
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.archive_usage_record();

CREATE TRIGGER scrub_logs BEFORE DELETE ON liveconvo.users
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.scrub_logs();

ALTER TABLE liveconvo.user_app_sessions
    ADD CONSTRAINT ck_user_app_sessions_session_token_form CHECK (session_token ~ '^([0-9a-f]{64})$');

CREATE TRIGGER record_timing BEFORE INSERT OR UPDATE ON liveconvo.user_app_sessions
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.record_visit_timing();
