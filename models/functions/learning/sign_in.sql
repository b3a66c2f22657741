-- Sets the learning account for the rest of the transaction; refuses an account that is gone or not active.
CREATE FUNCTION learning.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.learning_account', account::text, true)
    FROM learning.users AS u
    WHERE u.id = account AND coalesce(u.status, 'active') = 'active';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;
