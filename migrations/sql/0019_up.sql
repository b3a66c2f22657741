CREATE INDEX ix_podcast_episodes_created_at ON roadtrip.podcast_episodes (created_at, id) WHERE status = 'published';

-- What everybody may hear of discoveries that are shared: nothing of who discovered them, nor of how often somebody
-- listens. An episode is there as long as it is published and its discovery shared.
CREATE VIEW roadtrip.public_podcast_episodes WITH (security_barrier) AS
SELECT e.id, e.discovery_id, e.title, e.duration_seconds, e.audio_url, e.created_at
FROM roadtrip.podcast_episodes AS e
JOIN roadtrip.public_discoveries AS d ON d.id = e.discovery_id
WHERE e.status = 'published';

COMMENT ON VIEW roadtrip.public_podcast_episodes IS 'What everybody may know and hear of an episode that is published, about a shared discovery.';

COMMENT ON COLUMN roadtrip.public_podcast_episodes.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.public_podcast_episodes.discovery_id IS 'Place it is about.';

COMMENT ON COLUMN roadtrip.public_podcast_episodes.title IS 'Title of the episode.';

COMMENT ON COLUMN roadtrip.public_podcast_episodes.duration_seconds IS 'Length in seconds.';

COMMENT ON COLUMN roadtrip.public_podcast_episodes.audio_url IS 'Where the spoken episode can be heard.';

COMMENT ON COLUMN roadtrip.public_podcast_episodes.created_at IS 'When the episode was made.';

GRANT SELECT (id, discovery_id, title, duration_seconds, audio_url, created_at) ON roadtrip.public_podcast_episodes TO quintet_app;

GRANT SELECT (id, discovery_id, title, duration_seconds, audio_url, created_at) ON roadtrip.public_podcast_episodes TO quintet_admin;

GRANT SELECT ON roadtrip.public_podcast_episodes TO quintet_worker;

DROP POLICY podcast_plays_select ON roadtrip.podcast_plays;

CREATE POLICY podcast_plays_select ON roadtrip.podcast_plays
    FOR SELECT TO quintet_app
    USING (podcast_plays.user_id = (SELECT roadtrip.account()));

DROP POLICY podcast_plays_insert ON roadtrip.podcast_plays;

CREATE POLICY podcast_plays_insert ON roadtrip.podcast_plays
    FOR INSERT TO quintet_app
    WITH CHECK ((podcast_plays.user_id = (SELECT roadtrip.account())) AND ((EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))) OR (EXISTS (SELECT FROM roadtrip.public_podcast_episodes AS e WHERE e.id = podcast_plays.episode_id))));

DROP POLICY podcast_plays_update ON roadtrip.podcast_plays;

CREATE POLICY podcast_plays_update ON roadtrip.podcast_plays
    FOR UPDATE TO quintet_app
    USING ((podcast_plays.user_id = (SELECT roadtrip.account())) AND ((EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))) OR (EXISTS (SELECT FROM roadtrip.public_podcast_episodes AS e WHERE e.id = podcast_plays.episode_id))))
    WITH CHECK ((podcast_plays.user_id = (SELECT roadtrip.account())) AND ((EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))) OR (EXISTS (SELECT FROM roadtrip.public_podcast_episodes AS e WHERE e.id = podcast_plays.episode_id))));

-- Notes what the caller did in the app, now, where they permit that their use is analysed; returns the key of the note.
CREATE FUNCTION roadtrip.record_behavior(kind text, particulars jsonb)
RETURNS TABLE (event uuid, moment timestamp with time zone)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM roadtrip.users AS u
        WHERE u.id = roadtrip.account() AND u.privacy_settings -> 'usage_analytics' = 'true'::jsonb
    ) THEN
        RAISE EXCEPTION 'no consent' USING ERRCODE = 'QN403';
    END IF;
    RETURN QUERY
    INSERT INTO roadtrip.user_behavior_analytics AS b (user_id, event_type, properties)
    VALUES (roadtrip.account(), kind, particulars)
    RETURNING b.id, b.occurred_at;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.record_behavior FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.record_behavior TO quintet_app;

-- The category of this name, made where there is none; returns its id. For staff.
CREATE FUNCTION roadtrip.set_category(called text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.poi_categories (name) VALUES (called) ON CONFLICT (name) DO NOTHING;
    SELECT c.id FROM roadtrip.poi_categories AS c WHERE c.name = called
$$;

REVOKE ALL ON FUNCTION roadtrip.set_category FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.set_category TO quintet_admin, quintet_worker;

-- Adds the milestone of this name or changes it; null for active leaves that as it is, and a new one active. The same
-- again changes nothing. Whoever has reached it already is asked at their next step. Returns its id. For staff.
CREATE FUNCTION roadtrip.set_milestone(called text, counted text, reached_at integer, active boolean) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.referral_milestones AS m (name, metric, threshold, is_active)
    VALUES (called, counted, reached_at, coalesce(active, true))
    ON CONFLICT (name) DO UPDATE
    SET metric = excluded.metric,
        threshold = excluded.threshold,
        is_active = coalesce(active, m.is_active)
    WHERE (m.metric, m.threshold, m.is_active)
        IS DISTINCT FROM (excluded.metric, excluded.threshold, coalesce(active, m.is_active));
    SELECT m.id FROM roadtrip.referral_milestones AS m WHERE m.name = called
$$;

REVOKE ALL ON FUNCTION roadtrip.set_milestone FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.set_milestone TO quintet_admin, quintet_worker;

-- The platform of this name, made where there is none; returns its id. For staff.
CREATE FUNCTION roadtrip.set_platform(called text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.social_platforms (name) VALUES (called) ON CONFLICT (name) DO NOTHING;
    SELECT p.id FROM roadtrip.social_platforms AS p WHERE p.name = called
$$;

REVOKE ALL ON FUNCTION roadtrip.set_platform FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.set_platform TO quintet_admin, quintet_worker;

-- Puts a person's subscription into a state; false if there is no such person. For staff.
CREATE FUNCTION roadtrip.set_subscription(person uuid, state text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.users AS u SET subscription_status = state WHERE u.id = person;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.set_subscription FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.set_subscription TO quintet_admin, quintet_worker;

-- Keeps the embedding of a discovery by a model, in place of the one there was; false if there is no such discovery.
-- For staff.
CREATE FUNCTION roadtrip.store_embedding(discovery uuid, model text, numbers double precision[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM roadtrip.discoveries AS d WHERE d.id = discovery) THEN
        RETURN false;
    END IF;
    INSERT INTO roadtrip.discovery_embeddings AS e (discovery_id, model_version, embedding)
    VALUES (discovery, model, numbers::public.vector)
    ON CONFLICT (discovery_id, model_version) DO UPDATE SET embedding = excluded.embedding;
    RETURN true;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.store_embedding FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.store_embedding TO quintet_admin, quintet_worker;

DROP FUNCTION roadtrip.count_request;

CREATE POLICY idempotency_keys_insert_staff ON quintet.idempotency_keys
    FOR INSERT TO quintet_admin
    WITH CHECK (idempotency_keys.subject = (SELECT quintet.account()));

CREATE POLICY idempotency_keys_update_staff ON quintet.idempotency_keys
    FOR UPDATE TO quintet_admin
    USING (idempotency_keys.subject = (SELECT quintet.account()))
    WITH CHECK (idempotency_keys.subject = (SELECT quintet.account()));

GRANT INSERT (subject, operation, key, arguments_hash, answer) ON quintet.idempotency_keys TO quintet_admin;

GRANT UPDATE (arguments_hash, answer) ON quintet.idempotency_keys TO quintet_admin;

-- What a person's discoveries that are eligible for revenue have earned them so far, in cents. A discovery that is
-- not eligible any more, or gone, counts no more.
CREATE FUNCTION roadtrip.eligible_share(person uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT coalesce(sum(r.user_share_cents), 0)
    FROM roadtrip.video_revenues AS r
    JOIN roadtrip.discoveries AS d ON d.id = r.discovery_id
    WHERE r.user_id = person AND d.eligible_for_revenue
$$;

REVOKE ALL ON FUNCTION roadtrip.eligible_share FROM PUBLIC;

-- Turns a person's revenue into credits: whole credits of all that their eligible discoveries ever earned, less those
-- given before, so that what is left over counts the next time; nothing that was given is taken back. Returns the
-- credits given. For the worker.
CREATE OR REPLACE FUNCTION roadtrip.convert_revenue(person uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    rate integer;
    share bigint;
    given bigint;
    due integer;
BEGIN
    SELECT c.conversion_rate_cents INTO rate
    FROM roadtrip.user_credits AS c
    WHERE c.user_id = person AND c.auto_conversion_enabled
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    share := roadtrip.eligible_share(person);
    SELECT coalesce(sum(t.amount), 0) INTO given
    FROM roadtrip.credit_transactions AS t
    WHERE t.user_id = person AND t.source = 'video_revenue';
    due := greatest(floor(share::numeric / rate) - given, 0);
    IF due > 0 THEN
        INSERT INTO roadtrip.credit_transactions (user_id, transaction_type, amount, source, description)
        VALUES (person, 'earned', due, 'video_revenue', 'Revenue from videos.');
    END IF;
    RETURN due;
END
$$;

-- Turns revenue into credits for so many people at most who have enough for a credit; returns the credits given. The
-- sums by month tell quickly who cannot have enough; only of the others it is asked which discoveries are eligible.
-- For the worker.
CREATE OR REPLACE FUNCTION roadtrip.convert_due_revenue(batch integer DEFAULT 1000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    given bigint;
BEGIN
    WITH able AS MATERIALIZED (
        SELECT c.user_id, c.conversion_rate_cents, had.credits
        FROM roadtrip.user_credits AS c
        JOIN (
            SELECT b.user_id, sum(b.user_share_cents) AS share
            FROM roadtrip.revenue_by_bucket AS b
            WHERE b.bucket_type = 'month'
            GROUP BY b.user_id
        ) AS earned ON earned.user_id = c.user_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS credits
            FROM roadtrip.credit_transactions AS t
            WHERE t.user_id = c.user_id AND t.source = 'video_revenue'
        ) AS had
        WHERE c.auto_conversion_enabled AND floor(earned.share / c.conversion_rate_cents) > had.credits
    )
    SELECT coalesce(sum(roadtrip.convert_revenue(due.user_id)), 0) INTO given
    FROM (
        SELECT able.user_id
        FROM able
        WHERE floor(roadtrip.eligible_share(able.user_id)::numeric / able.conversion_rate_cents) > able.credits
        ORDER BY able.user_id
        LIMIT batch
    ) AS due;
    RETURN given;
END
$$;
