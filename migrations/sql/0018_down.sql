ALTER TABLE repurpose.generations ALTER COLUMN created_at SET DEFAULT CURRENT_TIMESTAMP;

ALTER TABLE repurpose.users ALTER COLUMN usage_reset_at SET DEFAULT timezone('UTC', date_trunc('month', timezone('UTC', CURRENT_TIMESTAMP)) + INTERVAL '1 month');

ALTER TABLE webbuilder.ai_generations ALTER COLUMN created_at SET DEFAULT CURRENT_TIMESTAMP;

ALTER TABLE webbuilder.campaigns ALTER COLUMN created_at SET DEFAULT CURRENT_TIMESTAMP;

ALTER TABLE webbuilder.platform_analyses ALTER COLUMN created_at SET DEFAULT CURRENT_TIMESTAMP;

ALTER TABLE webbuilder.job_queue ALTER COLUMN scheduled_at SET DEFAULT CURRENT_TIMESTAMP;

-- Moves uses that are older than this into the archive, in one statement; returns how many. For the worker.
CREATE OR REPLACE FUNCTION learning.archive_usage_logs(older_than interval DEFAULT '365 days') RETURNS bigint
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

-- Counts one interaction of a learner with a concept and continues the streak; needs a guardian's consent.
-- The mastery score is computed by jobs: learners cannot send one.
CREATE OR REPLACE FUNCTION learning.record_interaction(
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

-- Deletes archived usage that is older than this, and counts it. For the worker.
CREATE OR REPLACE FUNCTION liveconvo.purge_usage_archive(older_than interval DEFAULT '7 years') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM liveconvo.usage_records_archive AS a
        WHERE coalesce(a.created_at, a.archived_at) < now() - older_than
        RETURNING a.id
    )
    SELECT count(*) FROM gone
$$;

-- Drops the chunks of the event log whose events are all older than 72 hours. For the worker.
CREATE OR REPLACE FUNCTION quintet.drop_old_events(older_than interval DEFAULT '72 hours') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT count(*) FROM public.drop_chunks('quintet.events', older_than => older_than)
$$;

-- Adds usage logs that are older than this to the daily sums and removes them, in one statement; returns how many.
CREATE OR REPLACE FUNCTION repurpose.aggregate_usage_logs(older_than interval DEFAULT '90 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM repurpose.usage_logs AS l
        WHERE l.created_at < now() - older_than
        RETURNING l.*
    ), summed AS (
        INSERT INTO repurpose.usage_logs_daily AS d (
            user_id, day, event_type, event_count, platform_count, tokens_used, estimated_cost_usd
        )
        SELECT user_id, timezone('UTC', created_at)::date, event_type, count(*), sum(platform_count),
            coalesce(sum(tokens_used), 0), coalesce(sum(estimated_cost_usd), 0)
        FROM gone
        GROUP BY 1, 2, 3
        ON CONFLICT (user_id, day, event_type) DO UPDATE SET
            event_count = d.event_count + excluded.event_count,
            platform_count = d.platform_count + excluded.platform_count,
            tokens_used = d.tokens_used + excluded.tokens_used,
            estimated_cost_usd = d.estimated_cost_usd + excluded.estimated_cost_usd
        RETURNING d.id
    )
    SELECT count(*) FROM gone
$$;

-- Moves generations that are older than this into the archive, in one statement; returns how many. For the worker.
CREATE OR REPLACE FUNCTION repurpose.archive_generations(older_than interval DEFAULT '90 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH moved AS (
        DELETE FROM repurpose.generations AS g
        WHERE g.created_at < now() - older_than
        RETURNING g.*
    ), kept AS (
        INSERT INTO repurpose.generations_archive (
            id, user_id, input_content, input_content_hash, selected_platforms, selected_tone, core_message,
            key_points, detected_topic, detected_audience, output_tiktok, output_twitter, output_threads,
            output_linkedin, output_instagram, output_email, generation_time_ms, llm_provider, llm_model,
            total_tokens_used, status, error_message, created_at, completed_at
        )
        SELECT
            id, user_id, input_content, input_content_hash, selected_platforms, selected_tone, core_message,
            key_points, detected_topic, detected_audience, output_tiktok, output_twitter, output_threads,
            output_linkedin, output_instagram, output_email, generation_time_ms, llm_provider, llm_model,
            total_tokens_used, status, error_message, created_at, completed_at
        FROM moved
        RETURNING id
    )
    SELECT count(*) FROM kept
$$;

-- Whether a person may ask for one more generation. Generations in flight count; a count whose time is over is
-- reset first. The lock on the person's row puts requests that ask at the same time in order.
CREATE OR REPLACE FUNCTION repurpose.check_user_quota(p_user_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    v_count integer;
    v_limit integer;
    v_reset_at timestamptz;
    v_in_flight bigint;
BEGIN
    IF NOT repurpose.acts_for(p_user_id) THEN
        RETURN false;
    END IF;
    SELECT u.generations_count_current_month, u.generations_limit, u.usage_reset_at
    INTO v_count, v_limit, v_reset_at
    FROM repurpose.users AS u
    WHERE u.id = p_user_id AND u.deleted_at IS NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF v_reset_at <= now() THEN
        UPDATE repurpose.users
        SET generations_count_current_month = 0, usage_reset_at = repurpose.next_month(now())
        WHERE id = p_user_id;
        v_count := 0;
    END IF;
    SELECT count(*) INTO v_in_flight
    FROM repurpose.generations AS g
    WHERE g.user_id = p_user_id AND g.status = 'pending';
    RETURN v_count + v_in_flight < v_limit;
END
$$;

-- Fails generations that nobody will finish any more, so that they stop counting; returns how many. For the worker.
CREATE OR REPLACE FUNCTION repurpose.fail_stale_generations(older_than interval DEFAULT '1 hour') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH stale AS (
        UPDATE repurpose.generations
        SET status = 'failed', error_message = 'It took too long.'
        WHERE status = 'pending' AND created_at < now() - older_than
        RETURNING id
    )
    SELECT count(*) FROM stale
$$;

-- A generation that becomes completed, or is inserted so, counts once. A count whose time is over starts again.
CREATE OR REPLACE FUNCTION repurpose.increment_user_generation_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'completed' AND (TG_OP = 'INSERT' OR OLD.status <> 'completed') THEN
        UPDATE repurpose.users AS u
        SET
            generations_count_current_month =
                CASE WHEN u.usage_reset_at <= now() THEN 1 ELSE u.generations_count_current_month + 1 END,
            usage_reset_at =
                CASE WHEN u.usage_reset_at <= now() THEN repurpose.next_month(now()) ELSE u.usage_reset_at END,
            last_generation_at = now()
        WHERE u.id = NEW.user_id;
    END IF;
    RETURN NEW;
END
$$;

-- Deletes events that are older than this and were dealt with. Those that were not stay, and are counted.
CREATE OR REPLACE FUNCTION repurpose.purge_webhook_events(
    older_than interval DEFAULT '30 days', OUT deleted bigint, OUT waiting bigint
)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM repurpose.webhook_events AS e
        WHERE e.processed AND e.created_at < now() - older_than
        RETURNING e.id
    )
    SELECT (SELECT count(*) FROM gone), (
        SELECT count(*) FROM repurpose.webhook_events AS e
        WHERE NOT e.processed AND e.created_at < now() - older_than
    )
$$;

-- What is left to a person, without changing anything: a count whose time is over reads as zero, generations in
-- flight count, and nothing is ever less than zero left. No row for somebody whom the caller cannot see.
CREATE OR REPLACE FUNCTION repurpose.quota(p_user_id uuid)
RETURNS TABLE (can_generate boolean, remaining integer, used integer, generations_limit integer, resets_at timestamptz)
LANGUAGE sql STABLE SET search_path = '' ROWS 1
AS $$
    SELECT now_used.used < u.generations_limit,
        greatest(u.generations_limit - now_used.used, 0),
        now_used.used,
        u.generations_limit,
        CASE WHEN u.usage_reset_at <= now() THEN repurpose.next_month(now()) ELSE u.usage_reset_at END
    FROM repurpose.users AS u
    CROSS JOIN LATERAL (
        SELECT (CASE WHEN u.usage_reset_at <= now() THEN 0 ELSE u.generations_count_current_month END
            + count(*))::integer AS used
        FROM repurpose.generations AS g
        WHERE g.user_id = u.id AND g.status = 'pending'
    ) AS now_used
    WHERE u.id = p_user_id AND u.deleted_at IS NULL
$$;

-- Resets the counts whose time is over; returns how many. For the worker, once a month.
CREATE OR REPLACE FUNCTION repurpose.reset_usage() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH due AS (
        UPDATE repurpose.users
        SET generations_count_current_month = 0, usage_reset_at = repurpose.next_month(now())
        WHERE usage_reset_at <= now()
        RETURNING id
    )
    SELECT count(*) FROM due
$$;

-- Uses up the activation code of the caller's running roadtrip and keeps the SHA-256 of its token; returns the
-- roadtrip's key, or null if no running roadtrip of theirs has this code.
CREATE OR REPLACE FUNCTION roadtrip.activate_session(code text, token_sha256 text) RETURNS uuid
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

-- Applies a retention policy to one batch of rows and returns how many there were; call it again until it returns
-- fewer than a batch. Nothing happens if the policy is not active, or not due at this moment. The tables, and how
-- their rows are found and anonymised, are listed here and nowhere else. For the worker.
CREATE OR REPLACE FUNCTION roadtrip.apply_retention_policy(
    policy_id integer, moment timestamptz DEFAULT clock_timestamp(), batch integer DEFAULT 1000
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    policy roadtrip.data_retention_policies;
    due timestamptz;
    aged text;
    owner text := 't.user_id';
    blanked text;
    remaining text;
    action text;
    done bigint;
BEGIN
    SELECT * INTO policy FROM roadtrip.data_retention_policies AS p WHERE p.id = policy_id FOR UPDATE;
    due := policy.last_applied_at + CASE policy.cleanup_frequency
        WHEN 'daily' THEN interval '1 day' WHEN 'weekly' THEN interval '7 days' ELSE interval '1 month' END;
    IF policy.is_active IS NOT TRUE OR moment < due THEN
        RETURN 0;
    END IF;
    CASE policy.table_name
        WHEN 'roadtrip_sessions' THEN
            aged := 'created_at';
            blanked := 'origin_location = NULL, destination_location = NULL';
            remaining := 't.origin_location IS NOT NULL OR t.destination_location IS NOT NULL';
        WHEN 'roadtrip_waypoints' THEN
            aged := 'created_at';
            owner := '(SELECT s.user_id FROM roadtrip.roadtrip_sessions AS s WHERE s.id = t.session_id)';
            blanked := 'name = NULL, location = roadtrip.city_centre(t.location)';
            remaining := 'roadtrip.city_centre(t.location) IS NOT NULL AND (t.name IS NOT NULL
                OR NOT (t.location OPERATOR(public.=) roadtrip.city_centre(t.location)))';
        WHEN 'voice_interactions' THEN
            aged := 'created_at';
            blanked := 'user_input_text = NULL, ai_response_text = NULL, location_context = NULL';
            remaining := 'num_nonnulls(t.user_input_text, t.ai_response_text, t.location_context) > 0';
        WHEN 'discoveries' THEN
            aged := 'created_at';
            blanked := 'location = roadtrip.city_centre(t.location)';
            remaining := 'NOT (t.location OPERATOR(public.=) roadtrip.city_centre(t.location))';
        WHEN 'api_usage_tracking' THEN
            aged := 'time_bucket';
        WHEN 'user_behavior_analytics' THEN
            aged := 'occurred_at';
            blanked := 'properties = ''{}''';
            remaining := 't.properties <> ''{}''';
    END CASE;
    IF policy.policy_type = 'anonymization' THEN
        action := format('UPDATE roadtrip.%I AS t SET %s', policy.table_name, blanked);
    ELSE
        action := format('DELETE FROM roadtrip.%I AS t', policy.table_name);
        remaining := 'true';
    END IF;
    EXECUTE format(
        '%s WHERE (t.id, t.%I) IN (
            SELECT t.id, t.%I FROM roadtrip.%I AS t
            JOIN roadtrip.users AS u ON u.id = %s
            WHERE t.%I < $1 AND roadtrip.region_of(u.country_code) = ANY ($2) AND (%s)
            ORDER BY t.%I LIMIT $3)',
        action, aged, aged, policy.table_name, owner, aged, remaining, aged
    ) USING moment - make_interval(days => policy.retention_period_days), policy.applies_to_regions, batch;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done < batch THEN
        UPDATE roadtrip.data_retention_policies SET last_applied_at = moment WHERE id = policy_id;
    END IF;
    RETURN done;
END
$$;

-- Counts a call of the caller's, in the minute, the hour and the day; returns the counts there are now.
CREATE OR REPLACE FUNCTION roadtrip.count_request(called text, refused boolean DEFAULT false)
RETURNS TABLE (span text, requests integer)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.api_usage_tracking AS usage (
        user_id, endpoint, bucket_type, time_bucket, rate_limited_count
    )
    SELECT roadtrip.account(), called, 'per_' || unit, date_trunc(unit, now(), 'UTC'), refused::integer
    FROM unnest(ARRAY['minute', 'hour', 'day']) AS unit
    ON CONFLICT (user_id, endpoint, bucket_type, time_bucket) DO UPDATE
    SET request_count = usage.request_count + 1,
        rate_limited_count = usage.rate_limited_count + excluded.rate_limited_count
    RETURNING usage.bucket_type, usage.request_count
$$;

-- Drops the chunks of a hypertable whose rows are all older than this; returns how many. For the worker, and the
-- only way in which anything leaves the audit log. Revenue is not dropped.
CREATE OR REPLACE FUNCTION roadtrip.drop_old_chunks(hypertable text, older_than interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    dropped bigint;
BEGIN
    IF hypertable NOT IN ('audit_log', 'api_usage_tracking', 'user_behavior_analytics') THEN
        RAISE EXCEPTION 'nothing is dropped from this table' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO dropped
    FROM public.drop_chunks(format('roadtrip.%I', hypertable)::regclass, older_than => older_than);
    RETURN dropped;
END
$$;

-- Ends the roadtrips whose time is over; returns how many. For the worker.
CREATE OR REPLACE FUNCTION roadtrip.expire_sessions(moment timestamptz DEFAULT clock_timestamp()) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH ended AS (
        UPDATE roadtrip.roadtrip_sessions SET status = 'expired'
        WHERE status = 'active' AND expires_at <= moment
        RETURNING id
    )
    SELECT count(*) FROM ended
$$;

-- Draws a new activation code for the caller's running roadtrip and ends its token; false if there is no such roadtrip.
CREATE OR REPLACE FUNCTION roadtrip.renew_activation(session uuid) RETURNS boolean
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

-- The caller's running roadtrip that a token stands for, or null. A token is found by its SHA-256 in a unique index:
-- how long that takes tells nothing about tokens that are nearly right.
CREATE OR REPLACE FUNCTION roadtrip.session_of_token(token_sha256 text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT s.id FROM roadtrip.roadtrip_sessions AS s
    WHERE s.session_token = token_sha256 AND s.user_id = roadtrip.account() AND s.status = 'active'
        AND s.expires_at > clock_timestamp()
$$;

-- Keeps an answer of the AI under its key, in place of the one there was; returns its id. Hits are counted anew where
-- the answer is another one. An answer about one discovery never takes the place of one that still holds about
-- another or about none. For staff.
CREATE OR REPLACE FUNCTION roadtrip.store_ai_result(
    key text, kind text, asked jsonb, answered jsonb, model text, lifetime_seconds integer, discovery uuid
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    stored uuid;
BEGIN
    INSERT INTO roadtrip.ai_processing_cache AS c (
        cache_key, processing_type, input_data, output_data, model_version, expires_at, discovery_id
    )
    VALUES (
        key, kind, asked, answered, model, clock_timestamp() + make_interval(secs => lifetime_seconds), discovery
    )
    ON CONFLICT (cache_key) DO UPDATE
    SET processing_type = excluded.processing_type,
        input_data = excluded.input_data,
        output_data = excluded.output_data,
        model_version = excluded.model_version,
        cache_hits = CASE
            WHEN c.output_data = excluded.output_data AND c.discovery_id IS NOT DISTINCT FROM excluded.discovery_id
            THEN c.cache_hits ELSE 0 END,
        expires_at = excluded.expires_at,
        discovery_id = excluded.discovery_id
    WHERE c.discovery_id IS NOT DISTINCT FROM excluded.discovery_id OR c.expires_at <= clock_timestamp()
    RETURNING c.id INTO stored;
    IF stored IS NULL THEN
        RAISE EXCEPTION 'answer about something else' USING
            ERRCODE = 'unique_violation',
            CONSTRAINT = 'uq_ai_processing_cache_cache_key',
            TABLE = 'ai_processing_cache',
            SCHEMA = 'roadtrip';
    END IF;
    RETURN stored;
END
$$;

-- Deletes the answers of the AI that hold no more; returns how many. For the worker.
CREATE OR REPLACE FUNCTION roadtrip.sweep_ai_results(moment timestamptz DEFAULT clock_timestamp()) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH swept AS (
        DELETE FROM roadtrip.ai_processing_cache WHERE expires_at <= moment
        RETURNING id
    )
    SELECT count(*) FROM swept
$$;

-- Counts a use of the answer that is kept under a key and returns its id; null where there is none that still holds.
-- Staff may use every answer, everybody else those about their own discoveries.
CREATE OR REPLACE FUNCTION roadtrip.use_ai_result(key text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE roadtrip.ai_processing_cache AS c
    SET cache_hits = c.cache_hits + 1
    WHERE c.cache_key = key
        AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
        AND (
            session_user IN ('quintet_admin', 'quintet_worker')
            OR EXISTS (
                SELECT FROM roadtrip.discoveries AS d WHERE d.id = c.discovery_id AND d.user_id = roadtrip.account()
            )
        )
    RETURNING c.id
$$;

-- Adds to an account's usage of the month, in UTC; refuses what goes beyond the limits of the running month.
-- The row stays locked until the transaction ends, so that two at once cannot both take the last unit.
CREATE OR REPLACE FUNCTION webbuilder.add_usage(
    account uuid,
    moment timestamptz,
    campaigns integer DEFAULT 0,
    credits integer DEFAULT 0,
    bytes bigint DEFAULT 0,
    calls integer DEFAULT 0
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    first_day date := date_trunc('month', moment AT TIME ZONE 'UTC')::date;
    used webbuilder.user_usage;
    exceeded text;
BEGIN
    INSERT INTO webbuilder.user_usage AS u (user_id, month, storage_bytes_used)
    SELECT add_usage.account, first_day, coalesce((
        SELECT p.storage_bytes_used FROM webbuilder.user_usage AS p
        WHERE p.user_id = add_usage.account AND p.month < first_day
        ORDER BY p.month DESC LIMIT 1
    ), 0)
    ON CONFLICT (user_id, month) DO NOTHING;

    UPDATE webbuilder.user_usage AS u
    SET campaigns_generated = u.campaigns_generated + campaigns,
        ai_credits_used = u.ai_credits_used + credits,
        storage_bytes_used = greatest(u.storage_bytes_used + bytes, 0),
        api_calls_made = u.api_calls_made + calls
    WHERE u.user_id = add_usage.account AND u.month = first_day
    RETURNING u.* INTO used;

    IF first_day < date_trunc('month', statement_timestamp() AT TIME ZONE 'UTC')::date THEN
        RETURN;
    END IF;
    SELECT l.name INTO exceeded
    FROM jsonb_each_text(webbuilder.limits_of(add_usage.account)) AS l (name, value)
    WHERE (to_jsonb(used) ->> l.name)::numeric > l.value::numeric
        AND CASE l.name
            WHEN 'campaigns_generated' THEN campaigns
            WHEN 'ai_credits_used' THEN credits
            WHEN 'storage_bytes_used' THEN bytes
            WHEN 'api_calls_made' THEN calls
        END > 0
    LIMIT 1;
    IF exceeded IS NOT NULL THEN
        RAISE EXCEPTION 'limit of the plan exceeded' USING
            ERRCODE = 'QN429', TABLE = 'user_usage', SCHEMA = 'webbuilder', COLUMN = exceeded;
    END IF;
END
$$;

-- Lets a generation start: it takes a credit, and neither the person's nor everybody's costs of the day, with what
-- running generations are taken to cost, may have reached their ceiling. Finished ones (imports) only take a credit.
CREATE OR REPLACE FUNCTION webbuilder.admit_generation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    today date := (statement_timestamp() AT TIME ZONE 'UTC')::date;
    reserved numeric := coalesce((webbuilder.setting('costs.reserved_per_generation') #>> '{}')::numeric, 0);
    ceiling numeric := (webbuilder.setting('costs.daily_ceiling') #>> '{}')::numeric;
    own_ceiling numeric := (webbuilder.limits_of(NEW.user_id) ->> 'daily_cost')::numeric;
    spent numeric;
    running bigint;
BEGIN
    IF NEW.status = 'processing' AND webbuilder.setting('shutoff.generations') = 'true' THEN
        RAISE EXCEPTION 'generations are shut off' USING ERRCODE = 'QN503';
    END IF;
    -- This locks the person's row of the month: their generations are let in one after the other.
    PERFORM webbuilder.add_usage(NEW.user_id, NEW.created_at, credits => 1);
    IF NEW.status <> 'processing' THEN
        RETURN NULL;
    END IF;

    IF own_ceiling IS NOT NULL THEN
        SELECT coalesce(sum(c.total_cost), 0) INTO spent
        FROM webbuilder.ai_cost_tracking AS c WHERE c.user_id = NEW.user_id AND c.date = today;
        SELECT count(*) INTO running
        FROM webbuilder.ai_generations AS g
        WHERE g.status = 'processing' AND g.user_id = NEW.user_id AND g.id <> NEW.id
            AND g.created_at > statement_timestamp() - interval '1 hour';
        IF spent + reserved * running >= own_ceiling THEN
            RAISE EXCEPTION 'costs of the day reached the plan''s limit' USING
                ERRCODE = 'QN429', TABLE = 'ai_cost_tracking', SCHEMA = 'webbuilder', COLUMN = 'total_cost';
        END IF;
    END IF;

    IF ceiling IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('webbuilder.admit_generation', 0));
        SELECT coalesce(sum(c.total_cost), 0) INTO spent
        FROM webbuilder.ai_cost_tracking AS c WHERE c.date = today;
        SELECT count(*) INTO running
        FROM webbuilder.ai_generations AS g
        WHERE g.status = 'processing' AND g.id <> NEW.id
            AND g.created_at > statement_timestamp() - interval '1 hour';
        IF spent + reserved * running >= ceiling THEN
            RAISE EXCEPTION 'costs of the day reached the ceiling' USING ERRCODE = 'QN503';
        END IF;
    END IF;
    RETURN NULL;
END
$$;

-- Takes jobs that are due, of some types or all, the oldest first; no job is taken twice. For the worker.
CREATE OR REPLACE FUNCTION webbuilder.claim_jobs(types text[] DEFAULT NULL, most integer DEFAULT 1)
RETURNS SETOF webbuilder.job_queue
LANGUAGE sql SET search_path = ''
AS $$
    WITH due AS MATERIALIZED (
        SELECT j.id FROM webbuilder.job_queue AS j
        WHERE j.status IN ('pending', 'retrying') AND j.scheduled_at <= statement_timestamp()
            AND (types IS NULL OR j.job_type = ANY (types))
        ORDER BY j.scheduled_at, j.id
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    UPDATE webbuilder.job_queue AS j
    SET status = 'processing', attempts = j.attempts + 1, started_at = clock_timestamp(), error_message = NULL
    FROM due
    WHERE j.id = due.id
    RETURNING j.*
$$;

-- Counts calls of the API for whoever asks.
CREATE OR REPLACE FUNCTION webbuilder.count_api_calls(number integer DEFAULT 1) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT webbuilder.add_usage(webbuilder.account(), clock_timestamp(), calls => greatest(number, 0))
    WHERE webbuilder.account() IS NOT NULL
$$;

-- Deletes visitors' events that are older; the counters of campaigns keep them. For the worker.
CREATE OR REPLACE FUNCTION webbuilder.drop_old_events(older_than interval DEFAULT '400 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH dropped AS (
        DELETE FROM webbuilder.campaign_events AS e WHERE e.created_at < now() - older_than RETURNING 1
    )
    SELECT count(*) FROM dropped
$$;

-- Marks an attempt as failed: the job is tried again later, each time twice as late, or has failed for good.
-- Gives its new status, null where the job is not this attempt's any more. For the worker.
CREATE OR REPLACE FUNCTION webbuilder.fail_job(job uuid, attempt integer, message text) RETURNS text
LANGUAGE sql SET search_path = ''
AS $$
    UPDATE webbuilder.job_queue AS j
    SET status = CASE WHEN j.attempts < j.max_attempts THEN 'retrying' ELSE 'failed' END,
        error_message = message,
        scheduled_at = clock_timestamp() + least(interval '30 seconds' * power(2, j.attempts - 1), interval '1 hour')
    WHERE j.id = job AND j.status = 'processing' AND j.attempts = attempt
    RETURNING j.status
$$;

-- The limits of an account's plan: a name that is missing or null has no limit. A plan that ran out counts as free.
CREATE OR REPLACE FUNCTION webbuilder.limits_of(account uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT s.value
    FROM webbuilder.users AS u
    JOIN webbuilder.app_settings AS s ON s.key = 'limits.' || CASE
        WHEN u.subscription_ends_at <= statement_timestamp() THEN 'freemium'
        ELSE u.subscription_tier
    END
    WHERE u.id = limits_of.account
$$;

-- Gives back jobs whose worker is gone: those begun too long ago. For the worker.
CREATE OR REPLACE FUNCTION webbuilder.reclaim_jobs(older_than interval DEFAULT '15 minutes') RETURNS bigint
LANGUAGE sql SET search_path = ''
AS $$
    SELECT count(webbuilder.fail_job(j.id, j.attempts, 'The worker did not finish in time.'))
    FROM webbuilder.job_queue AS j
    WHERE j.status = 'processing' AND j.started_at < statement_timestamp() - older_than
$$;

-- A generation that ends, in whatever way, gets the time of its end and how long it took.
CREATE OR REPLACE FUNCTION webbuilder.record_generation_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.status <> 'processing' THEN
        NEW.completed_at := coalesce(NEW.completed_at, clock_timestamp());
        NEW.generation_time_seconds := coalesce(
            NEW.generation_time_seconds,
            greatest(floor(extract(epoch FROM NEW.completed_at - NEW.created_at)), 0)::integer
        );
    END IF;
    RETURN NEW;
END
$$;

-- How long the completed generations of the last seven days took; null where there was none.
CREATE OR REPLACE VIEW repurpose.generation_times WITH (security_invoker) AS
SELECT
    7 AS days,
    avg(g.generation_time_ms)::double precision AS avg_time_ms,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY g.generation_time_ms) AS median_time_ms,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY g.generation_time_ms) AS p95_time_ms
FROM repurpose.generations AS g
WHERE g.created_at > now() - interval '7 days' AND g.status = 'completed';

-- How many generations were asked for on each day in UTC of the last 30 days, and by how many people.
CREATE OR REPLACE VIEW repurpose.generations_by_day WITH (security_invoker) AS
SELECT
    timezone('UTC', g.created_at)::date AS date,
    count(*)::integer AS generations,
    count(DISTINCT g.user_id)::integer AS active_users
FROM repurpose.generations AS g
WHERE g.created_at > now() - interval '30 days'
GROUP BY timezone('UTC', g.created_at)::date;

-- How often each platform was selected in the last seven days.
CREATE OR REPLACE VIEW repurpose.popular_platforms WITH (security_invoker) AS
SELECT p.platform::varchar(50) AS platform, count(*)::integer AS usage_count
FROM repurpose.generations AS g
CROSS JOIN LATERAL unnest(g.selected_platforms) AS p (platform)
WHERE g.created_at > now() - interval '7 days'
GROUP BY p.platform;

-- How many accounts are active, by tier; the free ones count and deleted ones do not. A count of generations whose
-- time is over is zero, as the quota says.
CREATE OR REPLACE VIEW repurpose.subscriptions_by_tier WITH (security_invoker) AS
SELECT
    u.subscription_tier,
    count(*)::integer AS user_count,
    coalesce(sum(u.generations_count_current_month) FILTER (WHERE u.usage_reset_at > now()), 0) AS total_generations
FROM repurpose.users AS u
WHERE u.subscription_status = 'active' AND u.deleted_at IS NULL
GROUP BY u.subscription_tier;

DROP FUNCTION quintet.clock;
