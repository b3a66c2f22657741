-- Writes what a video earned on a platform on a day, in place of what was known of it; returns the revenue's id. The
-- same figures again change nothing. Imports of one platform follow one another, as they add to the same sums. For
-- staff.
CREATE FUNCTION roadtrip.import_revenue(
    video uuid, platform integer, day date, seen integer, gross_cents integer, net_cents integer
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    imported uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('roadtrip.import_revenue'), platform);
    INSERT INTO roadtrip.video_revenues AS r (video_id, platform_id, date, views, revenue_cents, net_revenue_cents)
    VALUES (video, platform, day, seen, gross_cents, net_cents)
    ON CONFLICT (video_id, platform_id, date) DO UPDATE
    SET views = excluded.views,
        revenue_cents = excluded.revenue_cents,
        net_revenue_cents = excluded.net_revenue_cents
    WHERE (r.views, r.revenue_cents, r.net_revenue_cents)
        IS DISTINCT FROM (excluded.views, excluded.revenue_cents, excluded.net_revenue_cents);
    SELECT r.id INTO imported
    FROM roadtrip.video_revenues AS r
    WHERE r.video_id = video AND r.platform_id = platform AND r.date = day;
    RETURN imported;
END
$$;
