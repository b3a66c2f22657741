-- Lists are read page by page from an index in their order instead of being sorted as a whole.
CREATE INDEX ix_documents_user_id_created_at ON liveconvo.documents (user_id, created_at, id) WHERE deleted_at IS NULL;

DROP INDEX liveconvo.ix_guidance_prompt_template_id;

CREATE INDEX ix_guidance_prompt_template_id ON liveconvo.guidance (prompt_template_id, triggered_at_seconds, id);

CREATE INDEX ix_summaries_user_id_created_at ON liveconvo.summaries (user_id, created_at, id) WHERE deleted_at IS NULL;

CREATE INDEX ix_usage_records_user_id_created_at ON liveconvo.usage_records (user_id, created_at, id);

CREATE INDEX ix_user_app_sessions_user_id_started_at ON liveconvo.user_app_sessions (user_id, started_at, id);

CREATE INDEX ix_usage_logs_user_id_created_at ON repurpose.usage_logs (user_id, created_at, id);

CREATE INDEX ix_cities_name ON roadtrip.cities (name, id);

CREATE INDEX ix_discoveries_category_id_created_at ON roadtrip.discoveries (category_id, created_at, id) WHERE location_public IS NOT NULL AND rejected_at IS NULL;

DROP INDEX roadtrip.ix_discoveries_category_id;

CREATE INDEX ix_discoveries_category_id_discovery_timestamp ON roadtrip.discoveries (category_id, user_id, discovery_timestamp, id);

DROP INDEX roadtrip.ix_referral_conversions_referral_code;

CREATE INDEX ix_referral_conversions_referral_code ON roadtrip.referral_conversions (referral_code, created_at, id);

CREATE INDEX ix_referral_conversions_referrer_id_created_at ON roadtrip.referral_conversions (referrer_id, created_at, id);

CREATE INDEX ix_revenue_by_bucket_user_id_bucket ON roadtrip.revenue_by_bucket (user_id, bucket, id);

DROP INDEX webbuilder.ix_campaign_events_component_id;

CREATE INDEX ix_campaign_events_component_id ON webbuilder.campaign_events (component_id, created_at, id);

CREATE INDEX ix_component_library_user_id_created_at ON webbuilder.component_library (user_id, created_at, id);

DROP INDEX webbuilder.ix_conversions_component_id;

CREATE INDEX ix_conversions_component_id ON webbuilder.conversions (component_id, created_at, id);

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
