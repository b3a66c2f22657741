-- The versions of a video are not numbered from 1 on.
SELECT v.video_id FROM roadtrip.video_versions AS v GROUP BY v.video_id
HAVING min(v.version_number) <> 1 OR max(v.version_number) <> count(*)
    OR count(DISTINCT v.version_number) <> count(*)
