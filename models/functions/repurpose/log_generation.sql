-- Logs the start and the end of every generation, each once. The gateway may say who the client is, for the rest
-- of the transaction.
CREATE FUNCTION repurpose.log_generation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    client text := nullif(current_setting('quintet.user_agent', true), '');
    address inet := nullif(current_setting('quintet.client_address', true), '')::inet;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO repurpose.usage_logs (
            user_id, generation_id, event_type, platform_count, platforms, user_agent, ip_address, created_at
        ) VALUES (
            NEW.user_id, NEW.id, 'generation_started', cardinality(NEW.selected_platforms), NEW.selected_platforms,
            client, address, NEW.created_at
        );
    END IF;
    IF NEW.status <> 'pending' AND (TG_OP = 'INSERT' OR NEW.status <> OLD.status) THEN
        INSERT INTO repurpose.usage_logs (
            user_id, generation_id, event_type, platform_count, platforms, tokens_used, user_agent, ip_address,
            created_at
        ) VALUES (
            NEW.user_id, NEW.id,
            CASE NEW.status WHEN 'failed' THEN 'generation_failed' ELSE 'generation_completed' END,
            cardinality(NEW.selected_platforms), NEW.selected_platforms, NEW.total_tokens_used, client, address,
            coalesce(NEW.completed_at, clock_timestamp())
        )
        ON CONFLICT (generation_id, user_id) WHERE event_type <> 'generation_started'
        DO UPDATE SET tokens_used = excluded.tokens_used;
    END IF;
    RETURN NULL;
END
$$;
