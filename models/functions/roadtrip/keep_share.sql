-- What an eligible discovery has earned still becomes credits after it was deleted: its revenue is not found by it any
-- more, so that it is added to what its discoverer is owed.
CREATE FUNCTION roadtrip.keep_share() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF OLD.eligible_for_revenue THEN
        UPDATE roadtrip.user_credits AS c
        SET kept_share_cents = c.kept_share_cents + earned.cents
        FROM (
            SELECT sum(r.user_share_cents) AS cents
            FROM roadtrip.video_revenues AS r
            WHERE r.discovery_id = OLD.id AND r.user_id = OLD.user_id
        ) AS earned
        WHERE c.user_id = OLD.user_id AND earned.cents <> 0;
    END IF;
    RETURN OLD;
END
$$;
