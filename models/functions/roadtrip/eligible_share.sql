-- What a person's discoveries that are eligible for revenue have earned them so far, in cents. A discovery that is
-- not eligible any more, or gone, counts no more.
CREATE FUNCTION roadtrip.eligible_share(person uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT coalesce(sum(r.user_share_cents), 0)
    FROM roadtrip.video_revenues AS r
    JOIN roadtrip.discoveries AS d ON d.id = r.discovery_id
    WHERE r.user_id = person AND d.eligible_for_revenue
$$;
