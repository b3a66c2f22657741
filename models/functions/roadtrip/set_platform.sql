-- The platform of this name, made where there is none; returns its id. For staff.
CREATE FUNCTION roadtrip.set_platform(called text) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.social_platforms (name) VALUES (called) ON CONFLICT (name) DO NOTHING;
    SELECT p.id FROM roadtrip.social_platforms AS p WHERE p.name = called
$$;
