-- The learner who asks, or null.
CREATE FUNCTION learning.account() RETURNS uuid
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('quintet.learning_account', true), '')::uuid;
END
$$;
