-- Somebody's friends or the credits for them are miscounted.
SELECT r.user_id FROM roadtrip.user_referrals AS r
LEFT JOIN LATERAL (
    SELECT count(*) AS friends, coalesce(sum(c.referrer_credits_earned), 0) AS credits
    FROM roadtrip.referral_conversions AS c
    WHERE c.referrer_id = r.user_id AND c.conversion_status = 'credited'
) AS joined ON true
WHERE (r.total_friends_joined, r.total_credits_earned) IS DISTINCT FROM (joined.friends, joined.credits)
    OR r.total_credits_earned <> (
        SELECT coalesce(sum(t.amount), 0) FROM roadtrip.credit_transactions AS t
        WHERE t.user_id = r.user_id AND t.source = 'referral'
    )
UNION ALL
SELECT c.referred_user_id FROM roadtrip.referral_conversions AS c GROUP BY 1 HAVING count(*) > 1
