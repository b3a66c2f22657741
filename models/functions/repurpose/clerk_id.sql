-- Clerk's identifier of whoever asks, or null; the setting has the document's name.
CREATE FUNCTION repurpose.clerk_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('app.current_user_id', true), '')
$$;
