-- Revenue belongs to the discoverer of what the video is about, whatever was sent.
CREATE FUNCTION roadtrip.attribute_revenue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.video_id IS NOT NULL THEN
        SELECT v.discovery_id, d.user_id INTO NEW.discovery_id, NEW.user_id
        FROM roadtrip.videos AS v
        JOIN roadtrip.discoveries AS d ON d.id = v.discovery_id
        WHERE v.id = NEW.video_id;
    END IF;
    RETURN NEW;
END
$$;
