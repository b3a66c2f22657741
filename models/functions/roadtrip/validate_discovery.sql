-- Confirms a discovery, or corrects its scores; what is null stays. False if there is no such discovery. For staff.
CREATE FUNCTION roadtrip.validate_discovery(
    discovery uuid, status text, is_new boolean, uniqueness numeric, potential numeric
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.discoveries AS d
    SET validation_status = status,
        is_new_discovery = coalesce(is_new, d.is_new_discovery),
        uniqueness_score = coalesce(uniqueness, d.uniqueness_score),
        revenue_potential_score = coalesce(potential, d.revenue_potential_score),
        rejected_at = NULL,
        rejection_reason = NULL
    WHERE d.id = discovery;
    RETURN FOUND;
END
$$;
