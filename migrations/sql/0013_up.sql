ALTER TABLE roadtrip.discoveries ADD COLUMN rejected_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE roadtrip.discoveries ADD COLUMN rejection_reason VARCHAR(500);

ALTER TABLE roadtrip.discoveries ADD CONSTRAINT ck_discoveries_rejected_is_not_valid CHECK (rejected_at IS NULL OR validation_status = 'pending' AND NOT is_new_discovery);

COMMENT ON COLUMN roadtrip.discoveries.rejected_at IS 'When staff found that it is not there; nobody else sees it then.';

COMMENT ON COLUMN roadtrip.discoveries.rejection_reason IS 'Why it was rejected, for its discoverer.';

GRANT SELECT (rejected_at, rejection_reason) ON roadtrip.discoveries TO quintet_app;

GRANT SELECT (rejected_at, rejection_reason) ON roadtrip.discoveries TO quintet_admin;

CREATE TRIGGER enforce_validation_status BEFORE UPDATE OF validation_status ON roadtrip.discoveries
    FOR EACH ROW WHEN (OLD.validation_status IS DISTINCT FROM NEW.validation_status)
    EXECUTE FUNCTION quintet.enforce_transitions('validation_status', 'pending>ai_validated', 'pending>community_validated', 'ai_validated>community_validated', 'ai_validated>pending', 'community_validated>pending');

DROP TRIGGER record_audit ON roadtrip.discoveries;

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.discoveries
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'discoveries', 'id', 'category_id', 'validation_status', 'is_new_discovery', 'uniqueness_score', 'eligible_for_revenue', 'revenue_potential_score', 'discovery_method', 'discovery_timestamp', 'session_id', 'rejected_at', 'created_at');

-- What everybody may know of discoveries that are shared: no exact place, no discoverer, no scores. It has no
-- security barrier, since a barrier would keep searches by distance from using the spatial index.
CREATE OR REPLACE VIEW roadtrip.public_discoveries AS
SELECT d.id, d.poi_name, d.category_id, d.location_public, d.validation_status, d.created_at
FROM roadtrip.discoveries AS d
WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL;

CREATE TRIGGER enforce_status BEFORE UPDATE OF status ON roadtrip.podcast_episodes
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION quintet.enforce_transitions('status', 'generated>published', 'generated>archived', 'published>archived');

ALTER TABLE roadtrip.platform_uploads ADD COLUMN status VARCHAR(20) DEFAULT 'queued' NOT NULL;

ALTER TABLE roadtrip.platform_uploads ADD COLUMN failure_reason VARCHAR(500);

ALTER TABLE roadtrip.platform_uploads ADD COLUMN published_at TIMESTAMP WITH TIME ZONE;

-- What was known of uploads until now is that they were published; of several of one video on one platform, the newest is.
UPDATE roadtrip.platform_uploads AS u
SET published_at = u.created_at,
    status = CASE WHEN EXISTS (
        SELECT FROM roadtrip.platform_uploads AS n
        WHERE n.video_id = u.video_id AND n.platform_id = u.platform_id AND (n.created_at, n.id) > (u.created_at, u.id)
    ) THEN 'removed' ELSE 'published' END;

ALTER TABLE roadtrip.platform_uploads ADD CONSTRAINT ck_platform_uploads_status_values CHECK (status IN ('queued', 'uploading', 'published', 'failed', 'removed'));

ALTER TABLE roadtrip.platform_uploads ADD CONSTRAINT ck_platform_uploads_published_has_time CHECK (status <> 'published' OR published_at IS NOT NULL);

CREATE UNIQUE INDEX uq_platform_uploads_video_id_platform_id ON roadtrip.platform_uploads (video_id, platform_id) WHERE status <> 'removed';

COMMENT ON TABLE roadtrip.platform_uploads IS 'The upload of a video to a platform; removed, it may be uploaded anew.';

COMMENT ON COLUMN roadtrip.platform_uploads.status IS 'How far the upload is.';

COMMENT ON COLUMN roadtrip.platform_uploads.failure_reason IS 'Why the platform refused it; null unless the upload failed.';

COMMENT ON COLUMN roadtrip.platform_uploads.published_at IS 'When it was published.';

COMMENT ON COLUMN roadtrip.platform_uploads.created_at IS 'When the upload was asked for.';

GRANT SELECT (status, failure_reason, published_at) ON roadtrip.platform_uploads TO quintet_app;

GRANT SELECT (status, failure_reason, published_at) ON roadtrip.platform_uploads TO quintet_admin;

CREATE TRIGGER enforce_status BEFORE UPDATE OF status ON roadtrip.platform_uploads
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION quintet.enforce_transitions('status', 'queued>uploading', 'queued>removed', 'uploading>published', 'uploading>failed', 'failed>queued', 'failed>removed', 'published>removed');

DROP TRIGGER record_audit ON roadtrip.platform_uploads;

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.platform_uploads
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'platform_uploads', 'id', 'video_id', 'platform_id', 'status', 'published_at', 'created_at');

CREATE TABLE roadtrip.revenue_reports (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	platform_id INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	views BIGINT DEFAULT 0 NOT NULL, 
	revenue_cents BIGINT DEFAULT 0 NOT NULL, 
	net_revenue_cents BIGINT DEFAULT 0 NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_revenue_reports PRIMARY KEY (id), 
	CONSTRAINT uq_revenue_reports_platform_id_first_day_last_day UNIQUE (platform_id, first_day, last_day), 
	CONSTRAINT ck_revenue_reports_days_in_order CHECK (first_day <= last_day), 
	CONSTRAINT fk_revenue_reports_platform_id FOREIGN KEY(platform_id) REFERENCES roadtrip.social_platforms (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_revenue_reports_views_range CHECK (views >= 0)
);

COMMENT ON TABLE roadtrip.revenue_reports IS 'What a platform says that all videos earned on it in some days.';

COMMENT ON COLUMN roadtrip.revenue_reports.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.revenue_reports.platform_id IS 'Platform that reported it.';

COMMENT ON COLUMN roadtrip.revenue_reports.first_day IS 'First day of the report.';

COMMENT ON COLUMN roadtrip.revenue_reports.last_day IS 'Last day of the report.';

COMMENT ON COLUMN roadtrip.revenue_reports.views IS 'How often the videos were seen.';

COMMENT ON COLUMN roadtrip.revenue_reports.revenue_cents IS 'Revenue before the platform''s fees, in cents.';

COMMENT ON COLUMN roadtrip.revenue_reports.net_revenue_cents IS 'Revenue after the platform''s fees, in cents.';

COMMENT ON COLUMN roadtrip.revenue_reports.created_at IS 'When it was first imported.';

CREATE TABLE roadtrip.podcast_plays (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	episode_id UUID NOT NULL, 
	event_id UUID NOT NULL, 
	completion NUMERIC(4, 3) DEFAULT 0 NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_podcast_plays PRIMARY KEY (id), 
	CONSTRAINT uq_podcast_plays_user_id_event_id UNIQUE (user_id, event_id), 
	CONSTRAINT fk_podcast_plays_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_podcast_plays_episode_id FOREIGN KEY(episode_id) REFERENCES roadtrip.podcast_episodes (id) ON DELETE CASCADE, 
	CONSTRAINT ck_podcast_plays_completion_range CHECK (completion >= 0 AND completion <= 1)
);

CREATE INDEX ix_podcast_plays_episode_id ON roadtrip.podcast_plays (episode_id);

CREATE INDEX ix_podcast_plays_user_id_created_at ON roadtrip.podcast_plays (user_id, created_at, id);

COMMENT ON TABLE roadtrip.podcast_plays IS 'Somebody played an episode, once.';

COMMENT ON COLUMN roadtrip.podcast_plays.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.podcast_plays.user_id IS 'Who played it.';

COMMENT ON COLUMN roadtrip.podcast_plays.episode_id IS 'Episode that was played.';

COMMENT ON COLUMN roadtrip.podcast_plays.event_id IS 'The player''s own identifier of this play.';

COMMENT ON COLUMN roadtrip.podcast_plays.completion IS 'Part of the episode that was heard, 0 to 1.';

COMMENT ON COLUMN roadtrip.podcast_plays.created_at IS 'When the play was first told.';

-- Adds an episode about a place, made from a distillation of its reviews where one is given; returns its id. Without
-- voices it is spoken by the usual ones. For staff.
CREATE FUNCTION roadtrip.add_podcast_episode(
    discovery uuid, distillation uuid, title text, script jsonb, seconds integer, audio text, voices jsonb
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    added uuid;
BEGIN
    IF distillation IS NOT NULL AND NOT EXISTS (
        SELECT FROM roadtrip.review_distillations AS r WHERE r.id = distillation AND r.discovery_id = discovery
    ) THEN
        RAISE EXCEPTION 'distillation of another place' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_podcast_episodes_review_distillation_id',
            TABLE = 'podcast_episodes',
            SCHEMA = 'roadtrip';
    END IF;
    INSERT INTO roadtrip.podcast_episodes AS e (
        discovery_id, review_distillation_id, title, script, duration_seconds, audio_url
    )
    VALUES (discovery, distillation, title, script, seconds, audio)
    RETURNING e.id INTO added;
    IF voices IS NOT NULL THEN
        UPDATE roadtrip.podcast_episodes AS e SET voice_actors = voices WHERE e.id = added;
    END IF;
    RETURN added;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.add_podcast_episode FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.add_podcast_episode TO quintet_admin, quintet_worker;

-- Keeps what the AI distilled from the reviews of a place; returns its id. For staff.
CREATE FUNCTION roadtrip.add_review_distillation(
    discovery uuid, reviews jsonb, platforms text[], distilled jsonb, podcast jsonb, seconds numeric, model text
) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.review_distillations (
        discovery_id, source_reviews, source_platforms, distilled_script, podcast_script,
        estimated_reading_time_seconds, processed_by_model
    )
    VALUES (discovery, reviews, platforms, distilled, podcast, seconds, model)
    RETURNING id
$$;

REVOKE ALL ON FUNCTION roadtrip.add_review_distillation FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.add_review_distillation TO quintet_admin, quintet_worker;

-- Adds a video about a discovery; returns its id. For staff.
CREATE FUNCTION roadtrip.add_video(discovery uuid, title text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.videos (discovery_id, title) VALUES (discovery, title) RETURNING id
$$;

REVOKE ALL ON FUNCTION roadtrip.add_video FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.add_video TO quintet_admin, quintet_worker;

-- Adds a version of a video with the next number; returns its id. The lock on the video puts versions in order, so
-- that no number is given twice or left out. For staff.
CREATE FUNCTION roadtrip.add_video_version(video uuid, url text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    added uuid;
BEGIN
    PERFORM FROM roadtrip.videos AS v WHERE v.id = video FOR NO KEY UPDATE;
    INSERT INTO roadtrip.video_versions AS w (video_id, version_number, url)
    SELECT video, coalesce(max(w.version_number), 0) + 1, add_video_version.url
    FROM roadtrip.video_versions AS w
    WHERE w.video_id = video
    RETURNING w.id INTO added;
    RETURN added;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.add_video_version FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.add_video_version TO quintet_admin, quintet_worker;

-- Turns revenue into credits for so many people at most who have enough for a credit; returns the credits given.
-- For the worker.
CREATE FUNCTION roadtrip.convert_due_revenue(batch integer DEFAULT 1000) RETURNS bigint
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

REVOKE ALL ON FUNCTION roadtrip.convert_due_revenue FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.convert_due_revenue TO quintet_worker;

-- An episode counts each play once, however often it is told how far it got; the completion rate is the average of
-- the parts that were heard. The lock on the episode puts plays in order.
CREATE FUNCTION roadtrip.count_play() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM FROM roadtrip.podcast_episodes AS e WHERE e.id = NEW.episode_id FOR NO KEY UPDATE;
    UPDATE roadtrip.podcast_episodes AS e
    SET play_count = e.play_count + (TG_OP = 'INSERT')::integer,
        completion_rate = (SELECT avg(p.completion) FROM roadtrip.podcast_plays AS p WHERE p.episode_id = e.id)
    WHERE e.id = NEW.episode_id;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.count_play FROM PUBLIC;

-- Writes what a video earned on a platform on a day, in place of what was known of it; returns the revenue's id. The
-- same figures again change nothing. Imports of one platform follow one another, as they add to the same sums. For
-- staff.
CREATE FUNCTION roadtrip.import_revenue(
    video uuid, platform integer, day date, seen integer, gross_cents integer, net_cents integer
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    imported uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('roadtrip.import_revenue'), platform);
    INSERT INTO roadtrip.video_revenues AS r (video_id, platform_id, date, views, revenue_cents, net_revenue_cents)
    VALUES (video, platform, day, seen, gross_cents, net_cents)
    ON CONFLICT (video_id, platform_id, date) DO UPDATE
    SET views = excluded.views,
        revenue_cents = excluded.revenue_cents,
        net_revenue_cents = excluded.net_revenue_cents
    WHERE (r.views, r.revenue_cents, r.net_revenue_cents)
        IS DISTINCT FROM (excluded.views, excluded.revenue_cents, excluded.net_revenue_cents);
    SELECT r.id INTO imported
    FROM roadtrip.video_revenues AS r
    WHERE r.video_id = video AND r.platform_id = platform AND r.date = day;
    RETURN imported;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.import_revenue FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.import_revenue TO quintet_admin, quintet_worker;

-- Imports a platform's report: what it says of all videos in some days, and the revenues in it, as an array of
-- objects with video, date, views, revenue and net. Returns the report's id. For staff.
CREATE FUNCTION roadtrip.import_revenue_report(
    platform integer, from_day date, to_day date, seen bigint, gross_cents bigint, net_cents bigint, lines jsonb
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    imported uuid;
BEGIN
    PERFORM roadtrip.import_revenue(line.video, platform, line.date, line.views, line.revenue, line.net)
    FROM jsonb_to_recordset(lines) AS line (video uuid, date date, views integer, revenue integer, net integer);
    INSERT INTO roadtrip.revenue_reports AS r (
        platform_id, first_day, last_day, views, revenue_cents, net_revenue_cents
    )
    VALUES (platform, from_day, to_day, seen, gross_cents, net_cents)
    ON CONFLICT (platform_id, first_day, last_day) DO UPDATE
    SET views = excluded.views,
        revenue_cents = excluded.revenue_cents,
        net_revenue_cents = excluded.net_revenue_cents
    WHERE (r.views, r.revenue_cents, r.net_revenue_cents)
        IS DISTINCT FROM (excluded.views, excluded.revenue_cents, excluded.net_revenue_cents);
    SELECT r.id INTO imported
    FROM roadtrip.revenue_reports AS r
    WHERE r.platform_id = platform AND r.first_day = from_day AND r.last_day = to_day;
    RETURN imported;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.import_revenue_report FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.import_revenue_report TO quintet_admin, quintet_worker;

-- Publishes an episode, with the place of its sound, or puts it away; false if there is no such episode. For staff.
CREATE FUNCTION roadtrip.move_podcast_episode(episode uuid, next_status text, audio text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    known text;
BEGIN
    SELECT e.status INTO known FROM roadtrip.podcast_episodes AS e WHERE e.id = episode FOR NO KEY UPDATE;
    IF known = next_status THEN
        RAISE EXCEPTION 'taken already' USING
            ERRCODE = 'QN409', COLUMN = 'status', DETAIL = known || '>' || next_status;
    END IF;
    UPDATE roadtrip.podcast_episodes AS e
    SET status = next_status, audio_url = coalesce(audio, e.audio_url)
    WHERE e.id = episode;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.move_podcast_episode FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.move_podcast_episode TO quintet_admin, quintet_worker;

-- Notes how far an upload has come; false if there is no such upload. For staff.
CREATE FUNCTION roadtrip.move_upload(upload uuid, next_status text, key_there text, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    known text;
BEGIN
    SELECT u.status INTO known FROM roadtrip.platform_uploads AS u WHERE u.id = upload FOR NO KEY UPDATE;
    IF known = next_status THEN
        RAISE EXCEPTION 'taken already' USING
            ERRCODE = 'QN409', COLUMN = 'status', DETAIL = known || '>' || next_status;
    END IF;
    UPDATE roadtrip.platform_uploads AS u
    SET status = next_status,
        platform_video_id = coalesce(key_there, u.platform_video_id),
        failure_reason = reason,
        published_at = CASE next_status WHEN 'published' THEN clock_timestamp() ELSE u.published_at END
    WHERE u.id = upload;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.move_upload FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.move_upload TO quintet_admin, quintet_worker;

-- Asks for the upload of a video to a platform; returns its id. For staff.
CREATE FUNCTION roadtrip.queue_upload(video uuid, platform integer) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.platform_uploads (video_id, platform_id) VALUES (video, platform) RETURNING id
$$;

REVOKE ALL ON FUNCTION roadtrip.queue_upload FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.queue_upload TO quintet_admin, quintet_worker;

-- Notes that a discovery is not there: nobody but its discoverer sees it, and it earns nothing. False if there is no
-- such discovery, or if it was rejected before. For staff.
CREATE FUNCTION roadtrip.reject_discovery(discovery uuid, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.discoveries AS d
    SET validation_status = 'pending',
        is_new_discovery = false,
        uniqueness_score = NULL,
        revenue_potential_score = NULL,
        rejected_at = clock_timestamp(),
        rejection_reason = reason
    WHERE d.id = discovery AND d.rejected_at IS NULL;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.reject_discovery FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.reject_discovery TO quintet_admin, quintet_worker;

-- Keeps an answer of the AI under its key, in place of the one there was; returns its id. Hits are counted anew where
-- the answer is another one. An answer about one discovery never takes the place of one that still holds about
-- another or about none. For staff.
CREATE FUNCTION roadtrip.store_ai_result(
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

REVOKE ALL ON FUNCTION roadtrip.store_ai_result FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.store_ai_result TO quintet_admin, quintet_worker;

-- Deletes the answers of the AI that hold no more; returns how many. For the worker.
CREATE FUNCTION roadtrip.sweep_ai_results(moment timestamptz DEFAULT clock_timestamp()) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH swept AS (
        DELETE FROM roadtrip.ai_processing_cache WHERE expires_at <= moment
        RETURNING id
    )
    SELECT count(*) FROM swept
$$;

REVOKE ALL ON FUNCTION roadtrip.sweep_ai_results FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.sweep_ai_results TO quintet_worker;

-- Counts a use of the answer that is kept under a key and returns its id; null where there is none that still holds.
-- Staff may use every answer, everybody else those about their own discoveries.
CREATE FUNCTION roadtrip.use_ai_result(key text) RETURNS uuid
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

REVOKE ALL ON FUNCTION roadtrip.use_ai_result FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.use_ai_result TO quintet_app, quintet_admin, quintet_worker;

-- Confirms a discovery, or corrects its scores; what is null stays. False if there is no such discovery. For staff.
CREATE FUNCTION roadtrip.validate_discovery(
    discovery uuid, status text, is_new boolean, uniqueness numeric, potential numeric
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.discoveries AS d
    SET validation_status = status,
        is_new_discovery = coalesce(is_new, d.is_new_discovery),
        uniqueness_score = coalesce(uniqueness, d.uniqueness_score),
        revenue_potential_score = coalesce(potential, d.revenue_potential_score),
        rejected_at = NULL,
        rejection_reason = NULL
    WHERE d.id = discovery;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.validate_discovery FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.validate_discovery TO quintet_admin, quintet_worker;

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.revenue_reports
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legal_obligation', 'revenue_reports', 'id', 'platform_id', 'first_day', 'last_day', 'views', 'revenue_cents', 'net_revenue_cents', 'created_at');

ALTER TABLE roadtrip.revenue_reports ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.revenue_reports FORCE ROW LEVEL SECURITY;

CREATE POLICY revenue_reports_staff ON roadtrip.revenue_reports
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY revenue_reports_owner ON roadtrip.revenue_reports
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, platform_id, first_day, last_day, views, revenue_cents, net_revenue_cents, created_at) ON roadtrip.revenue_reports TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.revenue_reports TO quintet_worker;

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.podcast_plays
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'podcast_plays', 'id', 'episode_id', 'event_id', 'completion', 'created_at');

CREATE TRIGGER count_play AFTER INSERT OR UPDATE OF completion ON roadtrip.podcast_plays
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.count_play();

ALTER TABLE roadtrip.podcast_plays ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.podcast_plays FORCE ROW LEVEL SECURITY;

CREATE POLICY podcast_plays_select ON roadtrip.podcast_plays
    FOR SELECT TO quintet_app
    USING ((podcast_plays.user_id = (SELECT roadtrip.account())) AND (EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id)));

CREATE POLICY podcast_plays_insert ON roadtrip.podcast_plays
    FOR INSERT TO quintet_app
    WITH CHECK ((podcast_plays.user_id = (SELECT roadtrip.account())) AND (EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))));

CREATE POLICY podcast_plays_update ON roadtrip.podcast_plays
    FOR UPDATE TO quintet_app
    USING ((podcast_plays.user_id = (SELECT roadtrip.account())) AND (EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))))
    WITH CHECK ((podcast_plays.user_id = (SELECT roadtrip.account())) AND (EXISTS (SELECT 1 FROM roadtrip.podcast_episodes WHERE podcast_episodes.id = podcast_plays.episode_id AND (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id AND (discoveries.user_id = (SELECT roadtrip.account())))))));

CREATE POLICY podcast_plays_staff ON roadtrip.podcast_plays
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY podcast_plays_owner ON roadtrip.podcast_plays
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, episode_id, event_id, completion, created_at) ON roadtrip.podcast_plays TO quintet_app;

GRANT INSERT (user_id, episode_id, event_id, completion) ON roadtrip.podcast_plays TO quintet_app;

GRANT UPDATE (completion) ON roadtrip.podcast_plays TO quintet_app;

GRANT SELECT (id, user_id, episode_id, event_id, completion, created_at) ON roadtrip.podcast_plays TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.podcast_plays TO quintet_worker;

-- Each platform's report beside the sums of what was imported for its days.
CREATE VIEW roadtrip.revenue_reconciliations WITH (security_invoker) AS
SELECT
    r.id AS report_id,
    i.views AS imported_views,
    i.revenue_cents AS imported_revenue_cents,
    i.net_revenue_cents AS imported_net_revenue_cents,
    r.views - i.views AS views_difference,
    r.revenue_cents - i.revenue_cents AS revenue_difference_cents,
    r.net_revenue_cents - i.net_revenue_cents AS net_revenue_difference_cents,
    (r.views, r.revenue_cents, r.net_revenue_cents) = (i.views, i.revenue_cents, i.net_revenue_cents) AS is_reconciled
FROM roadtrip.revenue_reports AS r
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(v.views), 0)::bigint AS views,
        coalesce(sum(v.revenue_cents), 0)::bigint AS revenue_cents,
        coalesce(sum(v.net_revenue_cents), 0)::bigint AS net_revenue_cents
    FROM roadtrip.video_revenues AS v
    WHERE v.platform_id = r.platform_id AND v.date BETWEEN r.first_day AND r.last_day
) AS i;

COMMENT ON VIEW roadtrip.revenue_reconciliations IS 'A platform''s report beside the sums of what was imported for its days.';

COMMENT ON COLUMN roadtrip.revenue_reconciliations.report_id IS 'The report.';

COMMENT ON COLUMN roadtrip.revenue_reconciliations.imported_views IS 'Views that were imported.';

COMMENT ON COLUMN roadtrip.revenue_reconciliations.imported_revenue_cents IS 'Revenue before fees that was imported, in cents.';

COMMENT ON COLUMN roadtrip.revenue_reconciliations.imported_net_revenue_cents IS 'Revenue after fees that was imported, in cents.';

COMMENT ON COLUMN roadtrip.revenue_reconciliations.views_difference IS 'Views reported and not imported; negative: too many.';

COMMENT ON COLUMN roadtrip.revenue_reconciliations.revenue_difference_cents IS 'The same of revenue before fees, in cents.';

COMMENT ON COLUMN roadtrip.revenue_reconciliations.net_revenue_difference_cents IS 'The same of revenue after fees, in cents.';

COMMENT ON COLUMN roadtrip.revenue_reconciliations.is_reconciled IS 'Whether the three agree.';

GRANT SELECT (report_id, imported_views, imported_revenue_cents, imported_net_revenue_cents, views_difference, revenue_difference_cents, net_revenue_difference_cents, is_reconciled) ON roadtrip.revenue_reconciliations TO quintet_admin;

GRANT SELECT ON roadtrip.revenue_reconciliations TO quintet_worker;

-- What the videos of each person whom the caller sees earned in each year.
CREATE VIEW roadtrip.yearly_statements WITH (security_invoker) AS
SELECT
    b.user_id,
    CASE WHEN isfinite(b.bucket) THEN make_date(extract(year FROM b.bucket)::integer, 1, 1) ELSE b.bucket END AS year,
    sum(b.views)::bigint AS views,
    sum(b.net_revenue_cents)::bigint AS net_revenue_cents,
    sum(b.user_share_cents)::bigint AS user_share_cents,
    sum(b.platform_share_cents)::bigint AS platform_share_cents
FROM roadtrip.revenue_by_bucket AS b
WHERE b.user_id IS NOT NULL AND b.bucket_type = 'month'
GROUP BY b.user_id, CASE WHEN isfinite(b.bucket) THEN make_date(extract(year FROM b.bucket)::integer, 1, 1) ELSE b.bucket END;

COMMENT ON VIEW roadtrip.yearly_statements IS 'What a person''s videos earned in one year, for their tax return.';

COMMENT ON COLUMN roadtrip.yearly_statements.user_id IS 'Who receives the share.';

COMMENT ON COLUMN roadtrip.yearly_statements.year IS 'First day of the year.';

COMMENT ON COLUMN roadtrip.yearly_statements.views IS 'How often the videos were seen.';

COMMENT ON COLUMN roadtrip.yearly_statements.net_revenue_cents IS 'Revenue after the platforms'' fees, in cents.';

COMMENT ON COLUMN roadtrip.yearly_statements.user_share_cents IS 'The person''s share of it, in cents.';

COMMENT ON COLUMN roadtrip.yearly_statements.platform_share_cents IS 'Our share of it, in cents.';

GRANT SELECT (user_id, year, views, net_revenue_cents, user_share_cents, platform_share_cents) ON roadtrip.yearly_statements TO quintet_app;

GRANT SELECT (user_id, year, views, net_revenue_cents, user_share_cents, platform_share_cents) ON roadtrip.yearly_statements TO quintet_admin;

GRANT SELECT ON roadtrip.yearly_statements TO quintet_worker;

GRANT EXECUTE ON FUNCTION roadtrip.convert_revenue TO quintet_admin;
