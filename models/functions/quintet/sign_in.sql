-- Sets the subject of the token for the rest of the transaction.
CREATE FUNCTION quintet.sign_in(subject uuid) RETURNS void
LANGUAGE sql SET search_path = ''
AS $$
    SELECT set_config('quintet.subject', subject::text, true)
$$;
