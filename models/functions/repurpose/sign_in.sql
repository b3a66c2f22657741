-- Sets the RepurposeFlow account of a Clerk user for the rest of the transaction; refuses one that is gone.
CREATE FUNCTION repurpose.sign_in(account text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    found_id uuid := (
        SELECT u.id FROM repurpose.users AS u WHERE u.clerk_user_id = account AND u.deleted_at IS NULL
    );
BEGIN
    IF found_id IS NULL THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.repurpose_account', found_id::text, true),
        set_config('app.current_user_id', account, true);
END
$$;
