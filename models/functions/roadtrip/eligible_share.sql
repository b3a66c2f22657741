-- What a person's discoveries that are eligible for revenue have earned them so far, in cents, those included that were
-- when they were deleted. A discovery that is not eligible any more counts no more.
CREATE FUNCTION roadtrip.eligible_share(person uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT coalesce(sum(r.user_share_cents), 0) + coalesce((
        SELECT c.kept_share_cents FROM roadtrip.user_credits AS c WHERE c.user_id = person
    ), 0)
    FROM roadtrip.video_revenues AS r
    JOIN roadtrip.discoveries AS d ON d.id = r.discovery_id
    WHERE r.user_id = person AND d.eligible_for_revenue
$$;
