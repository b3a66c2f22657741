-- How many roadtrips there were each month, as of the last refresh; nothing is said of fewer than five people.
CREATE FUNCTION roadtrip.roadtrip_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (month date, roadtrips bigint, travellers bigint, discoveries bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' ROWS 100
AS $$
BEGIN
    RETURN QUERY
    SELECT m.month, m.roadtrips, m.travellers, m.discoveries
    FROM roadtrip.months_of_roadtrips AS m
    WHERE m.travellers >= greatest(smallest_group, 5);
END
$$;
