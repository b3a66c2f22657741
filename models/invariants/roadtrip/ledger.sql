-- Somebody's credits are not what their ledger adds up to, or the ledger has a gap.
SELECT t.user_id FROM (
    SELECT l.*, lag(l.balance_after, 1, 0) OVER numbered AS expected, row_number() OVER numbered AS place
    FROM roadtrip.credit_transactions AS l WINDOW numbered AS (PARTITION BY l.user_id ORDER BY l.number)
) AS t
WHERE t.balance_before <> t.expected OR t.number <> t.place OR t.balance_after <> t.balance_before + t.amount
    OR t.balance_after < 0
UNION ALL
SELECT c.user_id FROM roadtrip.user_credits AS c
LEFT JOIN LATERAL (
    SELECT sum(t.amount) AS amount, (array_agg(t.balance_after ORDER BY t.number DESC))[1] AS last,
        coalesce(sum(t.amount) FILTER (WHERE t.transaction_type = 'earned'), 0) AS earned,
        coalesce(-sum(t.amount) FILTER (WHERE t.transaction_type = 'used'), 0) AS used
    FROM roadtrip.credit_transactions AS t WHERE t.user_id = c.user_id
) AS sums ON true
WHERE (c.balance, c.balance, c.total_earned, c.total_used)
    IS DISTINCT FROM (sums.amount, sums.last, sums.earned, sums.used) OR c.balance < 0
