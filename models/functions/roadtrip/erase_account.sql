-- Erases a person: all that is theirs goes, and kept answers about no discovery that name them; revenue and the audit
-- log stay, without them. False if there is no such person. For the worker.
CREATE FUNCTION roadtrip.erase_account(person uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    found_person boolean;
BEGIN
    DELETE FROM roadtrip.ai_processing_cache AS c
    USING roadtrip.users AS u, unnest(ARRAY[u.id::text, replace(u.id::text, '-', ''), u.email, u.username]) AS mark
    WHERE u.id = person AND c.discovery_id IS NULL AND mark <> ''
        AND position(lower(mark) IN lower(concat_ws(' ', c.cache_key, c.input_data, c.output_data))) > 0;
    DELETE FROM roadtrip.users WHERE id = person;
    found_person := FOUND;
    IF found_person THEN
        REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.user_dashboards;
    END IF;
    RETURN found_person;
END
$$;
