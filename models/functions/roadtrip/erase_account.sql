-- Erases a person: all that is theirs goes; revenue and the audit log stay, without them. False if there is no such
-- person. For the worker.
CREATE FUNCTION roadtrip.erase_account(person uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    found_person boolean;
BEGIN
    DELETE FROM roadtrip.users WHERE id = person;
    found_person := FOUND;
    IF found_person THEN
        REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.user_dashboards;
    END IF;
    RETURN found_person;
END
$$;
