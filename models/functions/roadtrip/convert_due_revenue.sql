-- Turns revenue into credits for so many people at most who have enough for a credit; returns the credits given. The
-- sums by month tell quickly who cannot have enough; only of the others it is asked which discoveries are eligible.
-- For the worker.
CREATE FUNCTION roadtrip.convert_due_revenue(batch integer DEFAULT 1000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    given bigint;
BEGIN
    WITH able AS MATERIALIZED (
        SELECT c.user_id, c.conversion_rate_cents, had.credits
        FROM roadtrip.user_credits AS c
        JOIN (
            SELECT b.user_id, sum(b.user_share_cents) AS share
            FROM roadtrip.revenue_by_bucket AS b
            WHERE b.bucket_type = 'month'
            GROUP BY b.user_id
        ) AS earned ON earned.user_id = c.user_id
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(t.amount), 0) AS credits
            FROM roadtrip.credit_transactions AS t
            WHERE t.user_id = c.user_id AND t.source = 'video_revenue'
        ) AS had
        WHERE c.auto_conversion_enabled AND floor(earned.share / c.conversion_rate_cents) > had.credits
    )
    SELECT coalesce(sum(roadtrip.convert_revenue(due.user_id)), 0) INTO given
    FROM (
        SELECT able.user_id
        FROM able
        WHERE floor(roadtrip.eligible_share(able.user_id)::numeric / able.conversion_rate_cents) > able.credits
        ORDER BY able.user_id
        LIMIT batch
    ) AS due;
    RETURN given;
END
$$;
