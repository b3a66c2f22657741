-- People with revenue that chance picks ($1 of them), each with a platform of theirs.
SELECT u.id AS person, earned.platform_id AS platform
FROM generate_series(1, $1) AS number
CROSS JOIN LATERAL (
    SELECT u.id FROM roadtrip.users AS u
    WHERE u.id >= md5('earner ' || number)::uuid
        AND EXISTS (SELECT FROM roadtrip.revenue_by_bucket AS b WHERE b.user_id = u.id)
    ORDER BY u.id LIMIT 1
) AS u
CROSS JOIN LATERAL (
    SELECT b.platform_id FROM roadtrip.revenue_by_bucket AS b
    WHERE b.user_id = u.id AND b.bucket_type = 'month' ORDER BY md5(number || ' ' || b.id) LIMIT 1
) AS earned
ORDER BY number
