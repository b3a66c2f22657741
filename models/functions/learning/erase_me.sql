-- Erases the account of whoever asks.
CREATE FUNCTION learning.erase_me() RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT learning.erase_account(learning.account())
$$;
