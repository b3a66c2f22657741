-- Everybody has a referral code; of the first sixth of the people each brought five friends, at all three stages, who
-- brought no credits.
WITH numbered AS (
    SELECT u.id, u.created_at, row_number() OVER (ORDER BY u.id) - 1 AS number, count(*) OVER () / 6 AS referrers
    FROM roadtrip.users AS u
), coded AS (
    SELECT n.*, upper(lpad(to_hex(n.number), 8, '0')) AS signs FROM numbered AS n
), codes AS (
    INSERT INTO roadtrip.user_referrals (
        user_id, referral_code, referral_link, total_friends_joined, total_credits_earned, created_at
    )
    SELECT
        c.id, named.code, 'https://roadtrip.example.com/join/' || named.code,
        CASE WHEN c.number < c.referrers THEN 3 ELSE 0 END,
        0,
        c.created_at
    FROM coded AS c
    CROSS JOIN LATERAL (SELECT 'ROAD-' || left(c.signs, 4) || '-' || right(c.signs, 4) AS code) AS named
    RETURNING user_id, referral_code
)
INSERT INTO roadtrip.referral_conversions (
    id, referrer_id, referred_user_id, referral_code, conversion_status, referrer_credits_earned, created_at
)
SELECT
    md5('friend ' || friend.id)::uuid, host.id, friend.id, codes.referral_code,
    (ARRAY['credited', 'credited', 'credited', 'qualified', 'pending'])[friend.number % 5 + 1], 0,
    friend.created_at
FROM numbered AS friend
JOIN numbered AS host ON host.number = (friend.number - friend.referrers) / 5 AND host.number < host.referrers
JOIN codes ON codes.user_id = host.id
WHERE friend.number >= friend.referrers
