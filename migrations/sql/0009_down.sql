DROP TRIGGER record_timing ON liveconvo.user_app_sessions;

ALTER TABLE liveconvo.user_app_sessions DROP CONSTRAINT ck_user_app_sessions_session_token_form;

DROP TRIGGER scrub_logs ON liveconvo.users;

DROP TRIGGER keep_billing_history ON liveconvo.usage_records;

DROP TRIGGER count_audio_hours ON liveconvo.usage_records;

COMMENT ON COLUMN liveconvo.usage_records.total_cost_cents IS 'Quantity times unit price, in cents.';

ALTER TABLE liveconvo.usage_records
    DROP CONSTRAINT ck_usage_records_cost_is_quantity_times_price,
    DROP CONSTRAINT ck_usage_records_audio_is_counted_in_hours;

DROP FUNCTION liveconvo.scrub_logs;

DROP FUNCTION liveconvo.record_visit_timing;

DROP FUNCTION liveconvo.purge_usage_archive;

DROP FUNCTION liveconvo.count_audio_hours;

DROP FUNCTION liveconvo.archive_usage_record;

DROP TABLE liveconvo.usage_records_archive;
