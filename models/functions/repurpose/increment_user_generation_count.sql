-- A generation that becomes completed, or is inserted so, counts once. A count whose time is over starts again.
CREATE FUNCTION repurpose.increment_user_generation_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'completed' AND (TG_OP = 'INSERT' OR OLD.status <> 'completed') THEN
        UPDATE repurpose.users AS u
        SET
            generations_count_current_month =
                CASE WHEN u.usage_reset_at <= quintet.clock() THEN 1 ELSE u.generations_count_current_month + 1 END,
            usage_reset_at =
                CASE
                    WHEN u.usage_reset_at <= quintet.clock() THEN repurpose.next_month(quintet.clock())
                    ELSE u.usage_reset_at
                END,
            last_generation_at = quintet.clock()
        WHERE u.id = NEW.user_id;
    END IF;
    RETURN NEW;
END
$$;
