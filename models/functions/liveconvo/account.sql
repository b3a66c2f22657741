-- The LiveConvo account of whoever asks, or null.
CREATE FUNCTION liveconvo.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.liveconvo_account', true), '')::uuid;
END
$$;
