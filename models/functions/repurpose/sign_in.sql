-- Sets the RepurposeFlow account of a Clerk user for the rest of the transaction; refuses one that is gone.
CREATE FUNCTION repurpose.sign_in(account text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM set_config('quintet.repurpose_account', u.id::text, true),
        set_config('app.current_user_id', account, true)
    FROM repurpose.users AS u
    WHERE u.clerk_user_id = account AND u.deleted_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
END
$$;
