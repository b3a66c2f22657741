-- Fails the statement: a row that another row always has is not there.
CREATE FUNCTION quintet.refuse_missing_row() RETURNS text
LANGUAGE plpgsql STABLE SET search_path = ''
AS $$
BEGIN
    RAISE EXCEPTION 'a row is missing' USING ERRCODE = 'QN500';
END
$$;
