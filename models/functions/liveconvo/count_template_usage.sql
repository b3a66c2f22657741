-- A session that selects a template counts as one use of it.
CREATE FUNCTION liveconvo.count_template_usage() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.selected_template_id IS NOT NULL
        AND (TG_OP = 'INSERT' OR NEW.selected_template_id IS DISTINCT FROM OLD.selected_template_id) THEN
        UPDATE liveconvo.templates
        SET usage_count = coalesce(usage_count, 0) + 1, last_used_at = clock_timestamp()
        WHERE id = NEW.selected_template_id;
    END IF;
    RETURN NULL;
END
$$;
