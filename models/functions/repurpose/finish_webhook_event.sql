-- Notes that an event was dealt with, or why that failed; one that was dealt with stays so. True if it was noted.
CREATE FUNCTION repurpose.finish_webhook_event(event uuid, failure text DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE repurpose.webhook_events SET
        processed = failure IS NULL,
        processed_at = CASE WHEN failure IS NULL THEN clock_timestamp() END,
        error_message = failure,
        retry_count = retry_count + CASE WHEN failure IS NULL THEN 0 ELSE 1 END
    WHERE id = event AND NOT processed;
    RETURN FOUND;
END
$$;
