-- The Roadtrip account of whoever asks, or null.
CREATE FUNCTION roadtrip.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.roadtrip_account', true), '')::uuid;
END
$$;
