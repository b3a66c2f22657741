-- The learner who asks, or null.
CREATE FUNCTION learning.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.learning_account', true), '')::uuid
$$;
