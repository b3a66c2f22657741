-- Notes that a discovery is not there: nobody but its discoverer sees it, and it earns nothing. False if there is no
-- such discovery, or if it was rejected before. For staff.
CREATE FUNCTION roadtrip.reject_discovery(discovery uuid, reason text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.discoveries AS d
    SET validation_status = 'pending',
        is_new_discovery = false,
        uniqueness_score = NULL,
        revenue_potential_score = NULL,
        rejected_at = clock_timestamp(),
        rejection_reason = reason
    WHERE d.id = discovery AND d.rejected_at IS NULL;
    RETURN FOUND;
END
$$;
