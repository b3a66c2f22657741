-- A generation that ends, in whatever way, gets the time of its end and how long it took.
CREATE FUNCTION webbuilder.record_generation_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.status <> 'processing' THEN
        NEW.completed_at := coalesce(NEW.completed_at, quintet.clock());
        NEW.generation_time_seconds := coalesce(
            NEW.generation_time_seconds,
            greatest(floor(extract(epoch FROM NEW.completed_at - NEW.created_at)), 0)::integer
        );
    END IF;
    RETURN NEW;
END
$$;
