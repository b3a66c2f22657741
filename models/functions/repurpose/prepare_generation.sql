-- The hash is always that of the text; a completed generation has the time it was completed and how long it took.
CREATE FUNCTION repurpose.prepare_generation() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    NEW.input_content_hash := encode(sha256(convert_to(NEW.input_content, 'UTF8')), 'hex');
    IF NEW.status = 'completed' THEN
        NEW.completed_at := coalesce(NEW.completed_at, clock_timestamp());
        NEW.generation_time_ms := coalesce(
            NEW.generation_time_ms,
            least(greatest(extract(epoch FROM NEW.completed_at - NEW.created_at) * 1000, 0), 2147483647)::integer
        );
    END IF;
    RETURN NEW;
END
$$;
