-- The centre of the city nearest to a place; null as long as no cities are loaded.
CREATE FUNCTION roadtrip.city_centre(place public.geography) RETURNS public.geography
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT c.location FROM roadtrip.cities AS c ORDER BY c.location OPERATOR(public.<->) place LIMIT 1
$$;
