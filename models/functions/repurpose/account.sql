-- The RepurposeFlow account of whoever asks, or null.
CREATE FUNCTION repurpose.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.repurpose_account', true), '')::uuid;
END
$$;
