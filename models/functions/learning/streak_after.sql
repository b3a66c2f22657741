-- The streak after practising at a moment: one day more on the day after the last one, the same on the same day
-- (or when the clock went back), and one after a gap.
CREATE FUNCTION learning.streak_after(streak integer, last_one timestamp, moment timestamp) RETURNS integer
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT CASE
        WHEN last_one IS NULL OR coalesce(streak, 0) = 0 THEN 1
        WHEN learning.local_day(moment) <= learning.local_day(last_one) THEN streak
        WHEN learning.local_day(moment) = learning.local_day(last_one) + 1 THEN streak + 1
        ELSE 1
    END
$$;
