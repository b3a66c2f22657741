-- What time it is, for every rule that time decides: the start of the transaction. PostgreSQL puts the body where the
-- call is, so that it costs nothing. To set the clock is to replace the function, which only its owner may, who cannot
-- log in. Its names were looked up when it was made: no search_path can change them.
CREATE FUNCTION quintet.clock() RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE
RETURN pg_catalog.now();
