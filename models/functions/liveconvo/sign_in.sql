-- Sets the LiveConvo account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE FUNCTION liveconvo.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.liveconvo_account', account::text, true)
    FROM liveconvo.users AS u
    WHERE u.id = account AND coalesce(u.is_active, true) AND u.deleted_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;
