-- Who has most revenues.
SELECT b.user_id FROM roadtrip.revenue_by_bucket AS b
WHERE b.bucket_type = 'month' GROUP BY b.user_id ORDER BY sum(b.entries) DESC, b.user_id LIMIT 1
