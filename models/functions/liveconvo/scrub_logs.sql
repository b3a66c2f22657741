-- Before a person is erased: log entries about them, about their sessions, or that name them say nothing any more, and
-- stored answers that show their rows are forgotten.
CREATE FUNCTION liveconvo.scrub_logs() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    conversations uuid[] := ARRAY(SELECT s.id FROM liveconvo.sessions AS s WHERE s.user_id = OLD.id);
BEGIN
    UPDATE liveconvo.system_logs AS l
    SET message = '[erased]', exception_traceback = NULL, ip_address = NULL, endpoint = NULL
    FROM (
        SELECT e.id, lower(concat_ws(' ', e.message, e.exception_traceback, e.endpoint)) AS said
        FROM liveconvo.system_logs AS e
    ) AS entry
    WHERE entry.id = l.id AND (
        l.user_id = OLD.id
        OR l.session_id = ANY (conversations)
        OR position(OLD.id::text IN entry.said) > 0
        OR (OLD.email LIKE '%_@_%' AND position(lower(OLD.email) IN entry.said) > 0)
    );
    DELETE FROM quintet.idempotency_keys AS k
    WHERE OLD.id::text IN (k.answer ->> 'id', k.answer ->> 'user_id')
        OR (k.answer ->> 'session_id') = ANY (conversations::text[]);
    RETURN OLD;
END
$$;
