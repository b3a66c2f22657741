-- Turns a person's revenue into credits: whole credits of all that their eligible discoveries ever earned, less those
-- given before, so that what is left over counts the next time; nothing that was given is taken back. Returns the
-- credits given. For the worker.
CREATE FUNCTION roadtrip.convert_revenue(person uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    rate integer;
    share bigint;
    given bigint;
    due integer;
BEGIN
    SELECT c.conversion_rate_cents INTO rate
    FROM roadtrip.user_credits AS c
    WHERE c.user_id = person AND c.auto_conversion_enabled
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    share := roadtrip.eligible_share(person);
    SELECT coalesce(sum(t.amount), 0) INTO given
    FROM roadtrip.credit_transactions AS t
    WHERE t.user_id = person AND t.source = 'video_revenue';
    due := greatest(floor(share::numeric / rate) - given, 0);
    IF due > 0 THEN
        INSERT INTO roadtrip.credit_transactions (user_id, transaction_type, amount, source, description)
        VALUES (person, 'earned', due, 'video_revenue', 'Revenue from videos.');
    END IF;
    RETURN due;
END
$$;
