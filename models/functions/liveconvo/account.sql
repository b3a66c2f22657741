-- The LiveConvo account of whoever asks, or null.
CREATE FUNCTION liveconvo.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.liveconvo_account', true), '')::uuid
$$;
