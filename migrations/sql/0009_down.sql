DROP FUNCTION liveconvo.scrub_logs;

DROP FUNCTION liveconvo.record_visit_timing;

DROP FUNCTION liveconvo.purge_usage_archive;

DROP FUNCTION liveconvo.count_audio_hours;

DROP FUNCTION liveconvo.archive_usage_record;

DROP TABLE liveconvo.usage_records_archive;
