-- Who asks: the subject of the token, or null.
CREATE FUNCTION quintet.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.subject', true), '')::uuid
$$;
