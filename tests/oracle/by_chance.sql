-- PostgreSQL's own sources of keys and of the time, as they were.
CREATE OR REPLACE FUNCTION pg_catalog.gen_random_uuid() RETURNS uuid
LANGUAGE internal VOLATILE STRICT PARALLEL SAFE
AS 'gen_random_uuid';

CREATE OR REPLACE FUNCTION pg_catalog.now() RETURNS timestamptz
LANGUAGE internal STABLE STRICT PARALLEL SAFE
AS 'now';

CREATE OR REPLACE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz
LANGUAGE internal VOLATILE STRICT PARALLEL SAFE
AS 'clock_timestamp';

CALL public.rewrite_defaults('now()', 'CURRENT_TIMESTAMP');

DROP PROCEDURE public.rewrite_defaults;
DROP FUNCTION public.moment;
DROP SEQUENCE public.numbers;
