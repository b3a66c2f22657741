-- Sets updated_at on every UPDATE, whatever the client sent.
CREATE FUNCTION repurpose.update_updated_at_column() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;
