-- What a person's discoveries that are eligible for revenue have earned them so far, in cents. A discovery that is
-- not eligible any more, or gone, counts no more.
CREATE OR REPLACE FUNCTION roadtrip.eligible_share(person uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT coalesce(sum(r.user_share_cents), 0)
    FROM roadtrip.video_revenues AS r
    JOIN roadtrip.discoveries AS d ON d.id = r.discovery_id
    WHERE r.user_id = person AND d.eligible_for_revenue
$$;

DROP TRIGGER keep_share ON roadtrip.discoveries;

DROP FUNCTION roadtrip.keep_share;

DROP TRIGGER record_audit ON roadtrip.user_credits;

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE ON roadtrip.user_credits FOR EACH ROW EXECUTE FUNCTION roadtrip.record_audit('contract', 'user_credits', 'balance', 'total_earned', 'total_used', 'conversion_rate_cents', 'auto_conversion_enabled', 'created_at');

ALTER TABLE roadtrip.user_credits DROP COLUMN kept_share_cents;
