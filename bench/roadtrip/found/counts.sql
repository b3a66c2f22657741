SELECT
    (SELECT count(*) FROM roadtrip.users) AS users,
    (SELECT count(*) FROM roadtrip.discoveries) AS discoveries,
    (SELECT count(*) FROM roadtrip.discoveries WHERE location_public IS NOT NULL) AS shared_discoveries,
    (SELECT count(*) FROM roadtrip.videos) AS videos,
    (SELECT count(*) FROM roadtrip.video_revenues) AS video_revenues,
    (SELECT count(*) FROM roadtrip.revenue_by_bucket) AS revenue_by_bucket,
    (SELECT count(*) FROM roadtrip.revenue_totals) AS revenue_totals,
    (SELECT count(*) FROM roadtrip.referral_conversions) AS referral_conversions,
    (SELECT count(*) FROM roadtrip.ai_processing_cache) AS ai_answers
