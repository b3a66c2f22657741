-- The category of this name, made where there is none; returns its id. For staff.
CREATE FUNCTION roadtrip.set_category(called text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.poi_categories (name) VALUES (called) ON CONFLICT (name) DO NOTHING;
    SELECT c.id FROM roadtrip.poi_categories AS c WHERE c.name = called
$$;
