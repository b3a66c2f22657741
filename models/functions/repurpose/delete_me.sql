-- Deletes the account of whoever asks softly: it cannot sign in any more; its rows go when it is removed for good.
CREATE FUNCTION repurpose.delete_me() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE repurpose.users SET deleted_at = clock_timestamp()
    WHERE id = repurpose.account() AND deleted_at IS NULL;
    RETURN FOUND;
END
$$;
