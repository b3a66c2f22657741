-- Takes everybody's numbers anew, while the old ones can be read. For the worker.
CREATE FUNCTION roadtrip.refresh_user_dashboards() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.user_dashboards;
END
$$;
