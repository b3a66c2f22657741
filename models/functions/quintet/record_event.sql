-- Appends a change to the event log. The lock on the topic's row makes seq gap-free and in commit order.
-- Arguments: name of the topic, column with its key, name of the entity.
CREATE FUNCTION quintet.record_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    changed jsonb := to_jsonb(coalesce(NEW, OLD));
    name text := TG_ARGV[0] || ':' || (changed ->> TG_ARGV[1]);
    what text := CASE TG_OP WHEN 'INSERT' THEN 'inserted' WHEN 'UPDATE' THEN 'updated' ELSE 'deleted' END;
    number bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND changed ->> 'deleted_at' IS NOT NULL AND to_jsonb(OLD) ->> 'deleted_at' IS NULL THEN
        what := 'deleted';
    END IF;
    INSERT INTO quintet.topics AS counter (topic, seq) VALUES (name, 1)
    ON CONFLICT (topic) DO UPDATE SET seq = counter.seq + 1
    RETURNING seq INTO number;
    INSERT INTO quintet.events (topic, seq, entity, entity_id, operation)
    VALUES (name, number, TG_ARGV[2], (changed ->> 'id')::uuid, what);
    RETURN NULL;
END
$$;
