-- Adds a video about a discovery; returns its id. For staff.
CREATE FUNCTION roadtrip.add_video(discovery uuid, title text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.videos (discovery_id, title) VALUES (discovery, title) RETURNING id
$$;
