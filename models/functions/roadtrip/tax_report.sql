-- What each person in the United States received in one year, in cents. For the worker.
CREATE FUNCTION roadtrip.tax_report(report_year integer) RETURNS TABLE (user_id uuid, user_share_cents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT b.user_id, sum(b.user_share_cents)::bigint
    FROM roadtrip.revenue_by_bucket AS b
    JOIN roadtrip.users AS u ON u.id = b.user_id
    WHERE u.country_code = 'US'
        AND b.bucket_type = 'month'
        AND b.bucket BETWEEN make_date(report_year, 1, 1) AND make_date(report_year, 12, 31)
    GROUP BY b.user_id
$$;
