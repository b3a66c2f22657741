-- People who brought friends, as chance picks them ($1 of them).
SELECT host.user_id AS person
FROM generate_series(1, $1) AS number
CROSS JOIN LATERAL (
    SELECT r.user_id FROM roadtrip.user_referrals AS r
    WHERE r.total_friends_joined > 0
        AND r.user_id >= ('0' || substr(md5('referrer ' || number), 2))::uuid
    ORDER BY r.user_id LIMIT 1
) AS host
ORDER BY number
