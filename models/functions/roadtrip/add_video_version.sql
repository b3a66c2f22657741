-- Adds a version of a video with the next number; returns its id. The lock on the video puts versions in order, so
-- that no number is given twice or left out. For staff.
CREATE FUNCTION roadtrip.add_video_version(video uuid, url text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    added uuid;
BEGIN
    PERFORM FROM roadtrip.videos AS v WHERE v.id = video FOR NO KEY UPDATE;
    INSERT INTO roadtrip.video_versions AS w (video_id, version_number, url)
    SELECT video, coalesce(max(w.version_number), 0) + 1, add_video_version.url
    FROM roadtrip.video_versions AS w
    WHERE w.video_id = video
    RETURNING w.id INTO added;
    RETURN added;
END
$$;
