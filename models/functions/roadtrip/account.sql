-- The Roadtrip account of whoever asks, or null.
CREATE FUNCTION roadtrip.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.roadtrip_account', true), '')::uuid
$$;
