-- Generations a month that a tier permits.
CREATE FUNCTION repurpose.tier_limit(tier text) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = ''
AS $$
    SELECT CASE tier WHEN 'pro' THEN 500 WHEN 'business' THEN 999999 ELSE 10 END
$$;
