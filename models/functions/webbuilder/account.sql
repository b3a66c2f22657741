-- The Web Builder account of whoever asks, or null.
CREATE FUNCTION webbuilder.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.webbuilder_account', true), '')::uuid;
END
$$;
