-- Who asks: the subject of the token, or null.
CREATE FUNCTION quintet.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.subject', true), '')::uuid;
END
$$;
