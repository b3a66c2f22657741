-- Keeps the sums by day, week and month equal to the revenues they are of. Sums of a person who is being erased
-- move to nobody: those that are gone already are not made again.
CREATE FUNCTION roadtrip.roll_up_revenue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE roadtrip.revenue_by_bucket AS b
        SET entries = b.entries - 1,
            views = b.views - OLD.views,
            revenue_cents = b.revenue_cents - OLD.revenue_cents,
            net_revenue_cents = b.net_revenue_cents - OLD.net_revenue_cents,
            user_share_cents = b.user_share_cents - OLD.user_share_cents,
            platform_share_cents = b.platform_share_cents - OLD.platform_share_cents
        WHERE b.user_id IS NOT DISTINCT FROM OLD.user_id
            AND b.platform_id = OLD.platform_id
            AND (b.bucket_type, b.bucket) IN (
                SELECT kind, date_trunc(kind, OLD.date::timestamp)::date
                FROM unnest(ARRAY['day', 'week', 'month']) AS kind
            );
        DELETE FROM roadtrip.revenue_by_bucket AS b
        WHERE b.user_id IS NOT DISTINCT FROM OLD.user_id
            AND b.platform_id = OLD.platform_id
            AND b.bucket BETWEEN OLD.date - 31 AND OLD.date
            AND b.entries = 0;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO roadtrip.revenue_by_bucket AS b (
            user_id, platform_id, bucket_type, bucket, entries, views,
            revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents
        )
        SELECT
            NEW.user_id, NEW.platform_id, kind, date_trunc(kind, NEW.date::timestamp)::date, 1, NEW.views,
            NEW.revenue_cents, NEW.net_revenue_cents, NEW.user_share_cents, NEW.platform_share_cents
        FROM unnest(ARRAY['day', 'week', 'month']) AS kind
        ON CONFLICT (user_id, bucket_type, bucket, platform_id) DO UPDATE
        SET entries = b.entries + excluded.entries,
            views = b.views + excluded.views,
            revenue_cents = b.revenue_cents + excluded.revenue_cents,
            net_revenue_cents = b.net_revenue_cents + excluded.net_revenue_cents,
            user_share_cents = b.user_share_cents + excluded.user_share_cents,
            platform_share_cents = b.platform_share_cents + excluded.platform_share_cents;
    END IF;
    RETURN NULL;
END
$$;
