-- Notes for each city centre how many more discoveries are public there since a statement, of each category and of
-- all. Rows are appended, so that nobody waits for others who find something in the same city.
CREATE FUNCTION roadtrip.count_public_discoveries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    places public.geography[];
    categories integer[];
    numbers bigint[];
    gone record;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(d.place), array_agg(d.category), array_agg(d.number) INTO places, categories, numbers
        FROM (
            SELECT location_public, category_id, count(*)
            FROM added
            WHERE location_public IS NOT NULL AND rejected_at IS NULL
            GROUP BY location_public, category_id
        ) AS d (place, category, number);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(d.place) AS places, array_agg(d.category) AS categories, array_agg(-d.number) AS numbers
        INTO gone
        FROM (
            SELECT location_public, category_id, count(*)
            FROM removed
            WHERE location_public IS NOT NULL AND rejected_at IS NULL
            GROUP BY location_public, category_id
        ) AS d (place, category, number);
        places := places || gone.places;
        categories := categories || gone.categories;
        numbers := numbers || gone.numbers;
    END IF;
    IF places IS NOT NULL THEN
        INSERT INTO roadtrip.public_discovery_counts (category_id, latitude, longitude, discoveries)
        SELECT changed.category, changed.latitude, changed.longitude, sum(changed.number)
        FROM (
            SELECT d.category, d.number,
                public.ST_Y(d.place::public.geometry) AS latitude, public.ST_X(d.place::public.geometry) AS longitude
            FROM unnest(places, categories, numbers) AS d (place, category, number)
        ) AS changed
        GROUP BY GROUPING SETS (
            (changed.latitude, changed.longitude, changed.category), (changed.latitude, changed.longitude)
        )
        HAVING sum(changed.number) <> 0;
    END IF;
    RETURN NULL;
END
$$;
