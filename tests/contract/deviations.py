"""Where tables, columns, keys, indexes, triggers and policies differ from the documents, by number of obligation.

`docs/deviations.md` gives the reason of each. Names are full ones (`schema.table.column`); definitions are
PostgreSQL's own words, without the casts and double quotes that it adds.
"""

Names = dict[str, set[str]]
"""By obligation: full names."""
Definitions = dict[str, dict[str, str]]
"""By obligation and full name: what is there instead or in addition."""


def of(schema: str, names: str) -> set[str]:
    """The full names of what is in a schema, given with spaces between them."""
    return {f"{schema}.{name}" for name in names.split()}


def within(schema: str, **columns: str) -> set[str]:
    """The full names of columns, given by table."""
    return {name for table, names in columns.items() for name in of(f"{schema}.{table}", names)}


def named(column: str, schema: str, tables: str) -> set[str]:
    """The full names of the columns of one name in several tables."""
    return {f"{table}.{column}" for table in of(schema, tables)}


# Tables that an obligation needs and no document has.
ADDED_TABLES: Names = {
    "RT-32": {"roadtrip.podcast_plays"},
    "RT-34": {"roadtrip.revenue_reports"},
    "RT-35": {"roadtrip.referral_milestones", "roadtrip.referral_prompts"},
    "RT-58": {"roadtrip.revenue_by_bucket", "roadtrip.revenue_totals"},
    "RT-62": {"roadtrip.discovery_embeddings"},
    "RT-72": {"roadtrip.cities", "roadtrip.public_discovery_counts"},
    "LC-25": {"liveconvo.document_embeddings"},
    "LC-36": {"liveconvo.usage_records_archive"},
    "WB-18": {"webbuilder.audit_log"},
    "WB-40": {"webbuilder.user_roles"},
    "LE-13": {"learning.payment_events"},
    "LE-20": {"learning.usage_logs_archive"},
    "RF-25": {"repurpose.generations_archive"},
    "RF-33": {"repurpose.usage_logs_daily"},
    "RF-35": {"repurpose.subscriptions_archive"},
}

# Columns that an obligation needs and no document has.
ADDED_COLUMNS: Names = {
    "RT-03": within(
        "roadtrip",
        platform_uploads="platform_video_id status failure_reason published_at",
        poi_categories="name",
        referral_invitations="channel",
        roadtrip_waypoints="location name position reached_at",
        social_platforms="name",
        user_behavior_analytics="event_type occurred_at properties",
        video_versions="url version_number",
        videos="title",
    ),
    "RT-11": named(
        "created_at",
        "roadtrip",
        "ai_processing_cache credit_transactions data_retention_policies discoveries platform_uploads"
        " podcast_episodes referral_conversions referral_invitations review_distillations roadtrip_sessions"
        " roadtrip_waypoints user_credits user_referrals video_revenues video_versions videos voice_interactions",
    ),
    "RT-16": within("roadtrip", discoveries="rejected_at rejection_reason"),
    "RT-27": {"roadtrip.credit_transactions.number"},
    "RT-28": {"roadtrip.user_credits.kept_share_cents"},
    "RT-29": {"roadtrip.discoveries.session_id"},
    "RT-32": {"roadtrip.podcast_episodes.completion_total"},
    "RT-49": {"roadtrip.data_retention_policies.last_applied_at"},
    "WB-03": named(
        "created_at",
        "webbuilder",
        "user_usage platform_integrations platform_analyses campaign_components ai_cost_tracking component_library"
        " conversions app_settings job_queue",
    )
    | named(
        "updated_at",
        "webbuilder",
        "user_usage platform_integrations campaigns campaign_components ai_generations ai_cost_tracking"
        " component_library job_queue",
    ),
    "WB-31": {"webbuilder.campaigns.currency"},
    "RF-30": {"repurpose.subscriptions.last_event_at"},
}

# Drawn in the diagram and superseded by `platform_id` of the dictionary.
LEFT_OUT_COLUMNS: Names = {"RT-04": {"roadtrip.video_revenues.platform"}}

# Documented as NO ACTION, which would refuse to delete what somebody else refers to.
SET_NULL_INSTEAD_OF_NO_ACTION: Names = {
    "LC-18": {
        "liveconvo.sessions.selected_template_id",
        "liveconvo.guidance.triggered_by_transcript_id",
        "liveconvo.guidance.prompt_template_id",
    }
}

# By obligation and table: the documented key, and the one that is there.
CHANGED_KEYS: dict[str, dict[str, tuple[str, str]]] = {
    "RT-09": {
        "roadtrip.referral_conversions": (
            "FOREIGN KEY (referral_code) REFERENCES roadtrip.user_referrals(referral_code) ON DELETE CASCADE",
            "FOREIGN KEY (referral_code) REFERENCES roadtrip.user_referrals(referral_code)"
            " ON UPDATE CASCADE ON DELETE CASCADE",
        )
    },
    "RT-38": {"roadtrip.video_revenues": ("PRIMARY KEY (id)", "PRIMARY KEY (id, date)")},
    "RT-39": {"roadtrip.audit_log": ("PRIMARY KEY (id)", "PRIMARY KEY (id, created_at)")},
    "RT-40": {"roadtrip.api_usage_tracking": ("PRIMARY KEY (id)", "PRIMARY KEY (id, time_bucket)")},
    "RT-41": {"roadtrip.user_behavior_analytics": ("PRIMARY KEY (id)", "PRIMARY KEY (id, occurred_at)")},
    "LE-02": {
        "learning.learning_profiles": (
            "UNIQUE (user_id, subject, concept)",
            "UNIQUE NULLS NOT DISTINCT (user_id, subject, concept)",
        )
    },
}

# By obligation and table: keys that no document has; for tables that no document has, all their keys.
ADDED_KEYS: dict[str, dict[str, set[str]]] = {
    "RT-03": {
        "roadtrip.platform_uploads": {"UNIQUE (platform_id, platform_video_id)"},
        "roadtrip.poi_categories": {"UNIQUE (name)"},
        "roadtrip.roadtrip_waypoints": {"UNIQUE (session_id, position) DEFERRABLE"},
        "roadtrip.social_platforms": {"UNIQUE (name)"},
        "roadtrip.video_versions": {"UNIQUE (video_id, version_number)"},
    },
    "RT-07": {
        "roadtrip.credit_transactions": {
            "FOREIGN KEY (user_id) REFERENCES roadtrip.user_credits(user_id) ON DELETE CASCADE"
        }
    },
    "RT-27": {"roadtrip.credit_transactions": {"UNIQUE (user_id, number)"}},
    "RT-29": {
        "roadtrip.discoveries": {
            "FOREIGN KEY (session_id) REFERENCES roadtrip.roadtrip_sessions(id) ON DELETE SET NULL"
        }
    },
    "RT-32": {
        "roadtrip.podcast_plays": {
            "PRIMARY KEY (id)",
            "UNIQUE (user_id, event_id)",
            "FOREIGN KEY (episode_id) REFERENCES roadtrip.podcast_episodes(id) ON DELETE CASCADE",
            "FOREIGN KEY (user_id) REFERENCES roadtrip.users(id) ON DELETE CASCADE",
        }
    },
    "RT-34": {
        "roadtrip.video_revenues": {"UNIQUE (video_id, platform_id, date)"},
        "roadtrip.revenue_reports": {
            "PRIMARY KEY (id)",
            "UNIQUE (platform_id, first_day, last_day)",
            "FOREIGN KEY (platform_id) REFERENCES roadtrip.social_platforms(id) ON DELETE RESTRICT",
        },
    },
    "RT-35": {
        "roadtrip.referral_milestones": {"PRIMARY KEY (id)", "UNIQUE (name)"},
        "roadtrip.referral_prompts": {
            "PRIMARY KEY (id)",
            "UNIQUE (user_id, milestone_id)",
            "FOREIGN KEY (milestone_id) REFERENCES roadtrip.referral_milestones(id) ON DELETE CASCADE",
            "FOREIGN KEY (user_id) REFERENCES roadtrip.users(id) ON DELETE CASCADE",
        },
    },
    "RT-36": {"roadtrip.referral_conversions": {"UNIQUE (referred_user_id)"}},
    "RT-43": {"roadtrip.api_usage_tracking": {"UNIQUE (user_id, endpoint, bucket_type, time_bucket)"}},
    "RT-58": {
        "roadtrip.revenue_by_bucket": {
            "PRIMARY KEY (id)",
            "FOREIGN KEY (platform_id) REFERENCES roadtrip.social_platforms(id) ON DELETE RESTRICT",
            "FOREIGN KEY (user_id) REFERENCES roadtrip.users(id) ON DELETE CASCADE",
        },
        "roadtrip.revenue_totals": {
            "PRIMARY KEY (id)",
            "UNIQUE (bucket_type, bucket, platform_id)",
            "FOREIGN KEY (platform_id) REFERENCES roadtrip.social_platforms(id) ON DELETE RESTRICT",
        },
    },
    "RT-62": {
        "roadtrip.discovery_embeddings": {
            "PRIMARY KEY (id)",
            "UNIQUE (discovery_id, model_version)",
            "FOREIGN KEY (discovery_id) REFERENCES roadtrip.discoveries(id) ON DELETE CASCADE",
        }
    },
    "RT-72": {
        "roadtrip.cities": {"PRIMARY KEY (id)"},
        "roadtrip.public_discovery_counts": {
            "PRIMARY KEY (id)",
            "FOREIGN KEY (category_id) REFERENCES roadtrip.poi_categories(id) ON DELETE CASCADE",
        },
    },
    "LC-25": {
        "liveconvo.document_embeddings": {
            "PRIMARY KEY (id)",
            "UNIQUE (document_id)",
            "FOREIGN KEY (document_id) REFERENCES liveconvo.documents(id) ON DELETE CASCADE",
        }
    },
    "LC-36": {"liveconvo.usage_records_archive": {"PRIMARY KEY (id)"}},
    "WB-18": {"webbuilder.audit_log": {"PRIMARY KEY (id)"}},
    "WB-40": {
        "webbuilder.user_roles": {
            "PRIMARY KEY (id)",
            "UNIQUE (user_id, role)",
            "FOREIGN KEY (user_id) REFERENCES webbuilder.users(id) ON DELETE CASCADE",
        }
    },
    "LE-13": {"learning.payment_events": {"PRIMARY KEY (event_id)"}},
    "LE-20": {
        "learning.usage_logs_archive": {
            "PRIMARY KEY (id)",
            "FOREIGN KEY (user_id) REFERENCES learning.users(id)",
        }
    },
    "RF-25": {
        "repurpose.generations_archive": {
            "PRIMARY KEY (id)",
            "FOREIGN KEY (user_id) REFERENCES repurpose.users(id) ON DELETE CASCADE",
        }
    },
    "RF-33": {
        "repurpose.usage_logs_daily": {
            "PRIMARY KEY (id)",
            "UNIQUE (user_id, day, event_type)",
            "FOREIGN KEY (user_id) REFERENCES repurpose.users(id) ON DELETE CASCADE",
        }
    },
    "RF-35": {"repurpose.subscriptions_archive": {"PRIMARY KEY (id)"}},
}

# Indexes beside the documented ones; Roadtrip's document names none and demands them for whatever is searched.
ADDED_INDEXES: Names = {
    "LC-09": within(
        "liveconvo",
        documents="ix_documents_user_id_created_at",
        guidance="ix_guidance_triggered_by_transcript_id ix_guidance_prompt_template_id"
        " ix_guidance_session_id_triggered_at_seconds",
        sessions="ix_sessions_selected_template_id ix_sessions_user_id_created_at",
        summaries="ix_summaries_user_id_created_at",
        transcripts="ix_transcripts_session_id_start_time_seconds",
        usage_records="ix_usage_records_subscription_id ix_usage_records_user_id_created_at",
        user_app_sessions="ix_user_app_sessions_user_id_started_at",
    ),
    # References, and the order in which pages are read.
    "WB-15": within(
        "webbuilder",
        ai_generations="ix_ai_generations_campaign_id ix_ai_generations_component_id"
        " ix_ai_generations_user_id_created_at",
        campaign_components="ix_campaign_components_parent_component_id",
        campaign_events="ix_campaign_events_component_id ix_campaign_events_campaign_id_created_at",
        campaigns="ix_campaigns_user_id_created_at",
        component_library="ix_component_library_created_at ix_component_library_user_id_created_at",
        conversions="ix_conversions_campaign_id ix_conversions_component_id",
        platform_analyses="ix_platform_analyses_integration_id",
    ),
    "WB-19": within(
        "webbuilder",
        ai_generations="ix_ai_generations_processing",
        job_queue="ix_job_queue_processing ix_job_queue_waiting",
    ),
    "WB-20": within(
        "webbuilder",
        campaign_events="ix_campaign_events_event_data",
        campaigns="ix_campaigns_goals",
        component_library="ix_component_library_tags",
        users="ix_users_settings",
    ),
    "WB-28": {"webbuilder.ai_cost_tracking.ix_ai_cost_tracking_date"},
    "LE-06": within(
        "learning",
        guardian_consents="ix_guardian_consents_user_id_consent_timestamp",
        subscriptions="ix_subscriptions_next_billing_date",
        usage_logs="ix_usage_logs_timestamp",
        users="ix_users_created_at",
    ),
    "RF-07": within("repurpose", usage_logs="ix_usage_logs_generation_id ix_usage_logs_user_id_created_at"),
    "RF-29": {"repurpose.webhook_events.ix_webhook_events_waiting"},
}

# Unique indexes that no document writes down, most of them among the rows that satisfy a condition.
ADDED_UNIQUE_INDEXES: Definitions = {
    "RT-03": {
        "roadtrip.platform_uploads.uq_platform_uploads_video_id_platform_id": (
            "btree (video_id, platform_id) WHERE status <> 'removed'"
        )
    },
    "LC-21": {"liveconvo.summaries.uq_summaries_session_id": "btree (session_id) WHERE deleted_at IS NULL"},
    "WB-27": {"webbuilder.job_queue.ix_job_queue_once": "btree (((payload ->> 'once')))"},
    "LE-13": {
        "learning.subscriptions.uq_subscriptions_paymob_subscription_id": (
            "btree (paymob_subscription_id) WHERE paymob_subscription_id IS NOT NULL"
        )
    },
    "RF-23": {
        "repurpose.usage_logs.uq_usage_logs_generation_start": (
            "btree (generation_id, user_id) WHERE event_type = 'generation_started'"
        ),
        "repurpose.usage_logs.uq_usage_logs_generation_end": (
            "btree (generation_id, user_id) WHERE event_type <> 'generation_started'"
        ),
    },
}

# As documented it is refused: NOW() cannot stand in the condition of an index.
CHANGED_INDEXES: Definitions = {
    "RF-06": {
        "repurpose.generations.idx_generations_user_recent": (
            "btree (user_id, created_at DESC) WHERE status = 'completed'"
        )
    }
}

# Hypertables by their time column, and the span of each hypertable's chunks.
ADDED_HYPERTABLES: Definitions = {"RT-41": {"roadtrip.user_behavior_analytics": "occurred_at"}}
CHUNKS: Definitions = {
    "RT-42": {
        "roadtrip.video_revenues": "30 days",
        "roadtrip.audit_log": "7 days",
        "roadtrip.api_usage_tracking": "1 day",
        "roadtrip.user_behavior_analytics": "7 days",
    }
}

# A row that is inserted as completed counts too.
CHANGED_TRIGGERS: Definitions = {
    "RF-14": {"repurpose.generations.increment_generation_count_on_complete": "AFTER INSERT OR UPDATE"}
}
# Policies beside the documented ones, and the command of each.
ADDED_POLICIES: Definitions = {
    "RF-25": {"repurpose.generations_archive.generations_archive_select_own": "SELECT"},
    "RF-33": {"repurpose.usage_logs_daily.usage_logs_daily_select_own": "SELECT"},
    "RF-36": {"repurpose.subscriptions.subscriptions_select_own": "SELECT"},
    "RF-39": {
        "repurpose.generations.generations_insert_own": "INSERT",
        "repurpose.generations.generations_update_own": "UPDATE",
    },
}
