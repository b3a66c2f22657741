-- The discoveries of a roadtrip are miscounted, or one is eligible that may not be.
SELECT s.id FROM roadtrip.roadtrip_sessions AS s
WHERE (s.total_discoveries, s.new_discoveries) <> (
    SELECT count(*), count(*) FILTER (WHERE d.is_new_discovery)
    FROM roadtrip.discoveries AS d WHERE d.session_id = s.id
)
UNION ALL
SELECT d.id FROM roadtrip.discoveries AS d
WHERE (d.rejected_at IS NOT NULL AND (d.is_new_discovery OR d.validation_status <> 'pending'))
    OR d.eligible_for_revenue IS DISTINCT FROM
        (d.is_new_discovery AND d.validation_status IN ('ai_validated', 'community_validated'))
