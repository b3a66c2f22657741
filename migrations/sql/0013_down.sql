REVOKE EXECUTE ON FUNCTION roadtrip.convert_revenue FROM quintet_admin;

DROP VIEW roadtrip.revenue_reconciliations;

DROP VIEW roadtrip.yearly_statements;

DROP TABLE roadtrip.podcast_plays;

DROP TABLE roadtrip.revenue_reports;

DROP FUNCTION roadtrip.add_podcast_episode;

DROP FUNCTION roadtrip.add_review_distillation;

DROP FUNCTION roadtrip.add_video;

DROP FUNCTION roadtrip.add_video_version;

DROP FUNCTION roadtrip.convert_due_revenue;

DROP FUNCTION roadtrip.count_play;

DROP FUNCTION roadtrip.import_revenue;

DROP FUNCTION roadtrip.import_revenue_report;

DROP FUNCTION roadtrip.move_podcast_episode;

DROP FUNCTION roadtrip.move_upload;

DROP FUNCTION roadtrip.queue_upload;

DROP FUNCTION roadtrip.reject_discovery;

DROP FUNCTION roadtrip.store_ai_result;

DROP FUNCTION roadtrip.sweep_ai_results;

DROP FUNCTION roadtrip.use_ai_result;

DROP FUNCTION roadtrip.validate_discovery;

DROP TRIGGER enforce_status ON roadtrip.platform_uploads;

DROP INDEX roadtrip.uq_platform_uploads_video_id_platform_id;

DROP TRIGGER record_audit ON roadtrip.platform_uploads;

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.platform_uploads
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'platform_uploads', 'id', 'video_id', 'platform_id', 'created_at');

ALTER TABLE roadtrip.platform_uploads DROP COLUMN status, DROP COLUMN failure_reason, DROP COLUMN published_at;

COMMENT ON TABLE roadtrip.platform_uploads IS 'The publication of a video on a platform.';

COMMENT ON COLUMN roadtrip.platform_uploads.created_at IS 'When it was published.';

DROP TRIGGER enforce_status ON roadtrip.podcast_episodes;

DROP TRIGGER enforce_validation_status ON roadtrip.discoveries;

DROP TRIGGER record_audit ON roadtrip.discoveries;

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.discoveries
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'discoveries', 'id', 'category_id', 'validation_status', 'is_new_discovery', 'uniqueness_score', 'eligible_for_revenue', 'revenue_potential_score', 'discovery_method', 'discovery_timestamp', 'session_id', 'created_at');

-- What everybody may know of discoveries that are shared: no exact place, no discoverer, no scores. It has no
-- security barrier, since a barrier would keep searches by distance from using the spatial index.
CREATE OR REPLACE VIEW roadtrip.public_discoveries AS
SELECT d.id, d.poi_name, d.category_id, d.location_public, d.validation_status, d.created_at
FROM roadtrip.discoveries AS d
WHERE d.location_public IS NOT NULL;

ALTER TABLE roadtrip.discoveries DROP COLUMN rejected_at, DROP COLUMN rejection_reason;
