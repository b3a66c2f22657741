-- The start of the month after a moment, in UTC whatever the session's time zone.
CREATE FUNCTION repurpose.next_month(moment timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE SET search_path = ''
AS $$
    SELECT timezone('UTC', date_trunc('month', timezone('UTC', moment)) + interval '1 month')
$$;
