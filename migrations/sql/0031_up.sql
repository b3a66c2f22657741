ALTER TABLE roadtrip.user_credits ADD COLUMN kept_share_cents bigint NOT NULL DEFAULT 0;

COMMENT ON COLUMN roadtrip.user_credits.kept_share_cents IS 'What discoveries had earned that were eligible when they were deleted.';

GRANT SELECT (kept_share_cents) ON roadtrip.user_credits TO quintet_app, quintet_admin;

DROP TRIGGER record_audit ON roadtrip.user_credits;

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE ON roadtrip.user_credits FOR EACH ROW EXECUTE FUNCTION roadtrip.record_audit('contract', 'user_credits', 'balance', 'total_earned', 'total_used', 'conversion_rate_cents', 'auto_conversion_enabled', 'kept_share_cents', 'created_at');

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

REVOKE ALL ON FUNCTION roadtrip.keep_share FROM PUBLIC;

CREATE TRIGGER keep_share BEFORE DELETE ON roadtrip.discoveries FOR EACH ROW EXECUTE FUNCTION roadtrip.keep_share();

-- What a person's discoveries that are eligible for revenue have earned them so far, in cents, those included that were
-- when they were deleted. A discovery that is not eligible any more counts no more.
CREATE OR REPLACE FUNCTION roadtrip.eligible_share(person uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT coalesce(sum(r.user_share_cents), 0) + coalesce((
        SELECT c.kept_share_cents FROM roadtrip.user_credits AS c WHERE c.user_id = person
    ), 0)
    FROM roadtrip.video_revenues AS r
    JOIN roadtrip.discoveries AS d ON d.id = r.discovery_id
    WHERE r.user_id = person AND d.eligible_for_revenue
$$;
