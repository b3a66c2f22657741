-- A new campaign counts in the month it was made in.
CREATE FUNCTION webbuilder.count_campaign() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM webbuilder.add_usage(NEW.user_id, NEW.created_at, campaigns => 1);
    RETURN NULL;
END
$$;
