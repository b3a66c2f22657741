-- Keeps the counters of a roadtrip equal to its discoveries.
CREATE FUNCTION roadtrip.count_discoveries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.session_id IS NOT NULL THEN
        UPDATE roadtrip.roadtrip_sessions
        SET total_discoveries = total_discoveries - 1,
            new_discoveries = new_discoveries - OLD.is_new_discovery::integer
        WHERE id = OLD.session_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.session_id IS NOT NULL THEN
        UPDATE roadtrip.roadtrip_sessions
        SET total_discoveries = total_discoveries + 1,
            new_discoveries = new_discoveries + NEW.is_new_discovery::integer
        WHERE id = NEW.session_id;
    END IF;
    RETURN NULL;
END
$$;
