DROP POLICY podcast_plays_select ON roadtrip.podcast_plays;

CREATE POLICY podcast_plays_select ON roadtrip.podcast_plays
    FOR SELECT TO quintet_app
    USING ((podcast_plays.user_id = (SELECT roadtrip.account())) AND (EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id)));

DROP POLICY podcast_plays_insert ON roadtrip.podcast_plays;

CREATE POLICY podcast_plays_insert ON roadtrip.podcast_plays
    FOR INSERT TO quintet_app
    WITH CHECK ((podcast_plays.user_id = (SELECT roadtrip.account())) AND (EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))));

DROP POLICY podcast_plays_update ON roadtrip.podcast_plays;

CREATE POLICY podcast_plays_update ON roadtrip.podcast_plays
    FOR UPDATE TO quintet_app
    USING ((podcast_plays.user_id = (SELECT roadtrip.account())) AND (EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))))
    WITH CHECK ((podcast_plays.user_id = (SELECT roadtrip.account())) AND (EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))));

DROP VIEW roadtrip.public_podcast_episodes;

DROP INDEX roadtrip.ix_podcast_episodes_created_at;

DROP FUNCTION roadtrip.record_behavior;

DROP FUNCTION roadtrip.set_category;

DROP FUNCTION roadtrip.set_milestone;

DROP FUNCTION roadtrip.set_platform;

DROP FUNCTION roadtrip.set_subscription;

DROP FUNCTION roadtrip.store_embedding;

-- Counts a call of the caller's, in the minute, the hour and the day; returns the counts there are now.
CREATE FUNCTION roadtrip.count_request(called text, refused boolean DEFAULT false)
RETURNS TABLE (span text, requests integer)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.api_usage_tracking AS usage (
        user_id, endpoint, bucket_type, time_bucket, rate_limited_count
    )
    SELECT roadtrip.account(), called, 'per_' || unit, date_trunc(unit, quintet.clock(), 'UTC'), refused::integer
    FROM unnest(ARRAY['minute', 'hour', 'day']) AS unit
    ON CONFLICT (user_id, endpoint, bucket_type, time_bucket) DO UPDATE
    SET request_count = usage.request_count + 1,
        rate_limited_count = usage.rate_limited_count + excluded.rate_limited_count
    RETURNING usage.bucket_type, usage.request_count
$$;

REVOKE ALL ON FUNCTION roadtrip.count_request FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.count_request TO quintet_app;

DROP POLICY idempotency_keys_insert_staff ON quintet.idempotency_keys;

DROP POLICY idempotency_keys_update_staff ON quintet.idempotency_keys;

REVOKE INSERT (subject, operation, key, arguments_hash, answer) ON quintet.idempotency_keys FROM quintet_admin;

REVOKE UPDATE (arguments_hash, answer) ON quintet.idempotency_keys FROM quintet_admin;

-- Turns a person's revenue into credits: whole credits of all they ever earned, less those given before, so that
-- what is left over counts the next time. Returns the credits given. For the worker.
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
    SELECT coalesce(sum(b.user_share_cents), 0) INTO share
    FROM roadtrip.revenue_by_bucket AS b
    WHERE b.user_id = person AND b.bucket_type = 'month';
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

-- Turns revenue into credits for so many people at most who have enough for a credit; returns the credits given.
-- For the worker.
CREATE OR REPLACE FUNCTION roadtrip.convert_due_revenue(batch integer DEFAULT 1000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    given bigint;
BEGIN
    SELECT coalesce(sum(roadtrip.convert_revenue(due.user_id)), 0) INTO given
    FROM (
        SELECT c.user_id
        FROM roadtrip.user_credits AS c
        JOIN (
            SELECT b.user_id, sum(b.user_share_cents) AS share
            FROM roadtrip.revenue_by_bucket AS b
            WHERE b.bucket_type = 'month'
            GROUP BY b.user_id
        ) AS earned ON earned.user_id = c.user_id
        WHERE c.auto_conversion_enabled
            AND floor(earned.share / c.conversion_rate_cents) > (
                SELECT coalesce(sum(t.amount), 0)
                FROM roadtrip.credit_transactions AS t
                WHERE t.user_id = c.user_id AND t.source = 'video_revenue'
            )
        ORDER BY c.user_id
        LIMIT batch
    ) AS due;
    RETURN given;
END
$$;

DROP FUNCTION roadtrip.eligible_share;
