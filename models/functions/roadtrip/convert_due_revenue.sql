-- Turns revenue into credits for so many people at most who have enough for a credit; returns the credits given.
-- For the worker.
CREATE FUNCTION roadtrip.convert_due_revenue(batch integer DEFAULT 1000) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    given bigint;
BEGIN
    SELECT coalesce(sum(roadtrip.convert_revenue(due.user_id)), 0) INTO given
    FROM (
        SELECT c.user_id
        FROM roadtrip.user_credits AS c
        JOIN (
            SELECT b.user_id, sum(b.user_share_cents) AS share
            FROM roadtrip.revenue_by_bucket AS b
            WHERE b.bucket_type = 'month'
            GROUP BY b.user_id
        ) AS earned ON earned.user_id = c.user_id
        WHERE c.auto_conversion_enabled
            AND floor(earned.share / c.conversion_rate_cents) > (
                SELECT coalesce(sum(t.amount), 0)
                FROM roadtrip.credit_transactions AS t
                WHERE t.user_id = c.user_id AND t.source = 'video_revenue'
            )
        ORDER BY c.user_id
        LIMIT batch
    ) AS due;
    RETURN given;
END
$$;
