-- A generation that ended counts on the day of its end, in UTC; a correction takes back what was counted before.
CREATE FUNCTION webbuilder.track_generation_cost() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.completed_at IS NOT NULL THEN
        PERFORM webbuilder.add_cost(
            OLD.user_id,
            (OLD.completed_at AT TIME ZONE 'UTC')::date,
            OLD.model_used,
            -OLD.cost,
            -1,
            -(OLD.prompt_tokens + OLD.completion_tokens)
        );
    END IF;
    IF NEW.completed_at IS NOT NULL THEN
        PERFORM webbuilder.add_cost(
            NEW.user_id,
            (NEW.completed_at AT TIME ZONE 'UTC')::date,
            NEW.model_used,
            NEW.cost,
            1,
            NEW.prompt_tokens + NEW.completion_tokens
        );
    END IF;
    RETURN NULL;
END
$$;
