-- Clerk's identifier of whoever asks, or null; the setting has the document's name.
CREATE FUNCTION repurpose.clerk_id() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = ''
AS $$
BEGIN
    RETURN nullif(current_setting('app.current_user_id', true), '');
END
$$;
