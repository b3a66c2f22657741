-- A number from 0 to below the limit that nobody can foretell.
CREATE FUNCTION roadtrip.random_number(below integer) RETURNS integer
LANGUAGE sql VOLATILE SET search_path = ''
AS $$
    SELECT mod(('x' || left(gen_random_uuid()::text, 8))::bit(32)::bigint, below)::integer
$$;
