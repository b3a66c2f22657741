-- The day of a moment (in UTC) where the product lives: Egypt, unless the database is set to another time zone.
CREATE FUNCTION learning.local_day(moment timestamp) RETURNS date
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT (moment AT TIME ZONE 'UTC' AT TIME ZONE
        coalesce(nullif(current_setting('quintet.learning_time_zone', true), ''), 'Africa/Cairo'))::date
$$;
