"""What columns permit where their documents are silent or leave it open: NULL, defaults, lists; by obligation.

`docs/deviations.md` gives the reasons. Three of the documents write every column in SQL, so that silence is an
answer there; those of Roadtrip and Web Builder are dictionaries and leave most of it open.
"""

from tests.contract.deviations import Definitions, Names, named, within

# Columns that may be NULL although their document does not say so; where it is silent, all others may not.
NULLABLE: Names = {
    "RT-04": within("roadtrip", roadtrip_sessions="origin_location destination_location activated_at"),
    "RT-05": within(
        "roadtrip",
        ai_processing_cache="discovery_id",
        podcast_episodes="review_distillation_id",
        referral_conversions="invitation_id",
    ),
    # What refers to somebody or something that may be deleted is set to NULL then.
    "RT-08": within(
        "roadtrip",
        audit_log="user_id",
        referral_conversions="referred_user_id",
        video_revenues="video_id user_id discovery_id",
    ),
    "RT-14": {"roadtrip.discoveries.discovery_method"},
    "RT-15": within("roadtrip", discoveries="uniqueness_score revenue_potential_score"),
    # A generated column has no NOT NULL of its own.
    "RT-16": {"roadtrip.discoveries.eligible_for_revenue"},
    "RT-17": within("roadtrip", video_revenues="user_share_cents platform_share_cents"),
    "RT-19": {"roadtrip.users.country_code"},
    "RT-22": within("roadtrip", roadtrip_sessions="activation_code session_token"),
    "WB-02": within(
        "webbuilder",
        users="avatar_url subscription_ends_at last_active_at",
        platform_integrations="account_name account_email encrypted_credentials last_sync_at sync_error_message",
        platform_analyses="migration_assessment ai_model_used processing_time_seconds",
        campaigns="description platform_source platform_source_id target_audience business_type brand_guidelines"
        " launched_at",
        campaign_components="code css_styles preview_url engagement_score ai_generation_metadata parent_component_id",
        ai_generations="prompt_text model_used result_data error_message generation_time_seconds user_rating"
        " user_feedback accepted completed_at",
        component_library="description category code preview_image_url price",
        campaign_events="session_id user_agent ip_address referrer country region city",
        conversions="session_id source medium",
        app_settings="description",
        job_queue="error_message started_at completed_at",
    ),
}

# By obligation and default: columns whose default their document does not give, or gives otherwise.
DEFAULTS: dict[str, dict[str, set[str]]] = {
    "RT-03": {
        "nextval('roadtrip.poi_categories_id_seq')": {"roadtrip.poi_categories.id"},
        "nextval('roadtrip.social_platforms_id_seq')": {"roadtrip.social_platforms.id"},
    },
    "RT-04": {
        "'{}'": {"roadtrip.users.preferences"},
        "CURRENT_TIMESTAMP": within("roadtrip", users="created_at", discoveries="discovery_timestamp"),
        "true": {"roadtrip.users.is_active"},
        "0": {"roadtrip.video_revenues.revenue_cents"},
    },
    "RT-14": {
        "'active'": {"roadtrip.roadtrip_sessions.status"},
        "'generated'": {"roadtrip.podcast_episodes.status"},
        "'pending'": within("roadtrip", discoveries="validation_status", referral_conversions="conversion_status"),
    },
    "RT-18": {
        '\'{"personalization": false, "usage_analytics": false, "share_discoveries": false,'
        ' "marketing_messages": false}\'': {"roadtrip.users.privacy_settings"},
        '\'[{"role": "host", "voice": "warm"}, {"role": "guest", "voice": "lively"}]\'': {
            "roadtrip.podcast_episodes.voice_actors"
        },
    },
    # The entries of one transaction are told apart by it.
    "RT-45": {"clock_timestamp()": {"roadtrip.audit_log.created_at"}},
    "WB-02": {
        "gen_random_uuid()": named(
            "id",
            "webbuilder",
            "users user_usage platform_integrations platform_analyses campaigns campaign_components ai_generations"
            " ai_cost_tracking component_library campaign_events conversions job_queue",
        ),
        "CURRENT_TIMESTAMP": within(
            "webbuilder",
            users="created_at updated_at",
            campaigns="created_at",
            ai_generations="created_at",
            campaign_events="created_at",
            app_settings="updated_at",
            job_queue="scheduled_at",
        ),
        "0": within(
            "webbuilder",
            user_usage="campaigns_generated ai_credits_used storage_bytes_used api_calls_made",
            platform_analyses="ai_cost",
            campaigns="views conversions revenue_generated",
            campaign_components="views clicks conversions sort_order",
            ai_generations="prompt_tokens completion_tokens cost",
            ai_cost_tracking="openai_cost anthropic_cost total_cost generations_count tokens_used",
            component_library="downloads likes",
            conversions="value",
            job_queue="attempts",
        ),
        "1": within("webbuilder", campaign_components="version", ai_generations="iterations"),
        "3": {"webbuilder.job_queue.max_attempts"},
        "true": {"webbuilder.users.is_active"},
        "false": within("webbuilder", component_library="is_public is_marketplace_item"),
        "'{}'": within(
            "webbuilder",
            users="settings",
            platform_integrations="platform_metadata",
            platform_analyses="summary",
            campaigns="performance_requirements",
            campaign_components="props",
            ai_generations="reference_images",
            component_library="tags props_schema",
            campaign_events="event_data",
            job_queue="payload",
        ),
        "'[]'": within(
            "webbuilder",
            platform_analyses="campaigns_analyzed recommendations",
            campaigns="goals",
            campaign_components="export_formats",
        ),
        "'freemium'": {"webbuilder.users.subscription_tier"},
        "'active'": {"webbuilder.users.subscription_status"},
        "'pending'": within("webbuilder", platform_integrations="connection_status", job_queue="status"),
        "'idle'": {"webbuilder.platform_integrations.sync_status"},
        "'draft'": {"webbuilder.campaigns.status"},
        "'processing'": {"webbuilder.ai_generations.status"},
        "'USD'": {"webbuilder.conversions.currency"},
    },
    "LE-03": {
        "timezone('utc', CURRENT_TIMESTAMP)": within(
            "learning",
            users="created_at",
            guardian_consents="consent_timestamp",
            learning_profiles="last_interaction",
            usage_logs="timestamp",
            subscriptions="started_at",
        )
    },
    "RF-18": {
        "timezone('UTC', (date_trunc('month', timezone('UTC', CURRENT_TIMESTAMP)) + '1 mon'))": {
            "repurpose.users.usage_reset_at"
        }
    },
}

# Lists of providers and models grow without us.
OPEN_LISTS: Names = {
    "LC-11": {
        "liveconvo.transcripts.stt_provider",
        "liveconvo.guidance.model_used",
        "liveconvo.summaries.model_used",
    },
    "RF-05": {"repurpose.generations.llm_provider"},
}
# Open, but for the empty text.
NOT_EMPTY: Names = {"RT-14": {"roadtrip.ai_processing_cache.processing_type"}}
# Lists that a document demands without its values, or ends with "etc." where the columns beside it are all there is.
ADDED_LISTS: dict[str, dict[str, list[str]]] = {
    "RT-14": {
        "roadtrip.audit_log.legal_basis": [
            "consent",
            "contract",
            "legal_obligation",
            "vital_interests",
            "public_task",
            "legitimate_interests",
        ]
    },
    "RF-05": {
        "repurpose.generations.selected_platforms": [
            "tiktok",
            "twitter",
            "threads",
            "linkedin",
            "instagram",
            "email",
        ]
    },
}
# Columns without a list that have the one of another column.
SAME_LISTS: Definitions = {
    "WB-09": {"webbuilder.component_library.component_type": "webbuilder.campaign_components.component_type"},
    "RF-05": {"repurpose.generations.selected_tone": "repurpose.users.default_tone"},
}
