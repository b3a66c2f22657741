-- Asks for the upload of a video to a platform; returns its id. For staff.
CREATE FUNCTION roadtrip.queue_upload(video uuid, platform integer) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.platform_uploads (video_id, platform_id) VALUES (video, platform) RETURNING id
$$;
