-- The account of a person whom the identity provider knows under this id: found, or made, and logged in now.
CREATE FUNCTION learning.register(identity uuid, email_address text) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO learning.users (id, email, last_login)
    VALUES (identity, email_address, timezone('utc', clock_timestamp()))
    ON CONFLICT (id) DO UPDATE SET last_login = excluded.last_login
    RETURNING id
$$;
