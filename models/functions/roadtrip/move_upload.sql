-- Notes how far an upload has come; false if there is no such upload. For staff.
CREATE FUNCTION roadtrip.move_upload(upload uuid, next_status text, key_there text, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    known text;
BEGIN
    SELECT u.status INTO known FROM roadtrip.platform_uploads AS u WHERE u.id = upload FOR NO KEY UPDATE;
    IF known = next_status THEN
        RAISE EXCEPTION 'taken already' USING
            ERRCODE = 'QN409', COLUMN = 'status', DETAIL = known || '>' || next_status;
    END IF;
    UPDATE roadtrip.platform_uploads AS u
    SET status = next_status,
        platform_video_id = coalesce(key_there, u.platform_video_id),
        failure_reason = reason,
        published_at = CASE next_status WHEN 'published' THEN clock_timestamp() ELSE u.published_at END
    WHERE u.id = upload;
    RETURN FOUND;
END
$$;
