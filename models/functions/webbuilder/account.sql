-- The Web Builder account of whoever asks, or null.
CREATE FUNCTION webbuilder.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.webbuilder_account', true), '')::uuid
$$;
