-- Imports a platform's report: what it says of all videos in some days, and the revenues in it, as an array of
-- objects with video, date, views, revenue and net. Returns the report's id. For staff.
CREATE FUNCTION roadtrip.import_revenue_report(
    platform integer, from_day date, to_day date, seen bigint, gross_cents bigint, net_cents bigint, lines jsonb
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    imported uuid;
BEGIN
    PERFORM roadtrip.import_revenue(line.video, platform, line.date, line.views, line.revenue, line.net)
    FROM jsonb_to_recordset(lines) AS line (video uuid, date date, views integer, revenue integer, net integer);
    INSERT INTO roadtrip.revenue_reports AS r (
        platform_id, first_day, last_day, views, revenue_cents, net_revenue_cents
    )
    VALUES (platform, from_day, to_day, seen, gross_cents, net_cents)
    ON CONFLICT (platform_id, first_day, last_day) DO UPDATE
    SET views = excluded.views,
        revenue_cents = excluded.revenue_cents,
        net_revenue_cents = excluded.net_revenue_cents
    WHERE (r.views, r.revenue_cents, r.net_revenue_cents)
        IS DISTINCT FROM (excluded.views, excluded.revenue_cents, excluded.net_revenue_cents);
    SELECT r.id INTO imported
    FROM roadtrip.revenue_reports AS r
    WHERE r.platform_id = platform AND r.first_day = from_day AND r.last_day = to_day;
    RETURN imported;
END
$$;
