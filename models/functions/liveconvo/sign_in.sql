-- Sets the LiveConvo account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE FUNCTION liveconvo.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM liveconvo.users AS u
        WHERE u.id = account AND coalesce(u.is_active, true) AND u.deleted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.liveconvo_account', account::text, true);
END
$$;
