-- The RepurposeFlow account of whoever asks, or null.
CREATE FUNCTION repurpose.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.repurpose_account', true), '')::uuid
$$;
