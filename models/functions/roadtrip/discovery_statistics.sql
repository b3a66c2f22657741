-- How many discoveries each category has, as of the last refresh; nothing is said of fewer than five people.
CREATE FUNCTION roadtrip.discovery_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (category text, discoveries bigint, new_discoveries bigint, discoverers bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = '' ROWS 100
AS $$
BEGIN
    RETURN QUERY
    SELECT c.category::text, c.discoveries, c.new_discoveries, c.discoverers
    FROM roadtrip.categories_of_discoveries AS c
    WHERE c.discoverers >= greatest(smallest_group, 5);
END
$$;
