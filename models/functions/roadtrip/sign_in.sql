-- Sets the Roadtrip account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE FUNCTION roadtrip.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.roadtrip_account', account::text, true)
    FROM roadtrip.users AS u
    WHERE u.id = account AND u.is_active;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;
