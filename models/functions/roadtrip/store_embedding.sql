-- Keeps the embedding of a discovery by a model, in place of the one there was; false if there is no such discovery.
-- For staff.
CREATE FUNCTION roadtrip.store_embedding(discovery uuid, model text, numbers double precision[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM roadtrip.discoveries AS d WHERE d.id = discovery) THEN
        RETURN false;
    END IF;
    INSERT INTO roadtrip.discovery_embeddings AS e (discovery_id, model_version, embedding)
    VALUES (discovery, model, numbers::public.vector)
    ON CONFLICT (discovery_id, model_version) DO UPDATE SET embedding = excluded.embedding;
    RETURN true;
END
$$;
