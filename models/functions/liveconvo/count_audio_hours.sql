-- Hours of audio count against their subscription where they are of its running period, in the transaction that records
-- them; beyond its limit they are refused. The service sets the count back when a new month begins.
CREATE FUNCTION liveconvo.count_audio_hours() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    is_exceeded boolean;
BEGIN
    IF NEW.usage_type = 'audio_processing' THEN
        UPDATE liveconvo.subscriptions AS s
        SET monthly_audio_hours_used = coalesce(s.monthly_audio_hours_used, 0) + NEW.quantity
        WHERE s.id = NEW.subscription_id
            AND NEW.billing_period_start >= coalesce(
                timezone('UTC', s.current_period_start)::date, NEW.billing_period_start)
        RETURNING s.monthly_audio_hours_used > s.monthly_audio_hours_limit INTO is_exceeded;
        IF is_exceeded THEN
            RAISE EXCEPTION 'quota exceeded' USING
                ERRCODE = 'QN429', TABLE = 'subscriptions', SCHEMA = 'liveconvo', COLUMN = 'monthly_audio_hours_used';
        END IF;
    END IF;
    RETURN NULL;
END
$$;
