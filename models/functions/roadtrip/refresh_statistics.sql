-- Takes the numbers of groups of people anew, while the old ones can be read. For the worker.
CREATE FUNCTION roadtrip.refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.months_of_roadtrips;
    REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.categories_of_discoveries;
END
$$;
