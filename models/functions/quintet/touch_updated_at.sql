-- Sets updated_at on every UPDATE, whatever the client sent.
CREATE FUNCTION quintet.touch_updated_at() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;
