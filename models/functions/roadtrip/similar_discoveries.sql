-- The shared discoveries that are most like one, which is shared or the caller's own: at most 200, how far apart
-- (1 minus the cosine) the embeddings of the same model are. Embeddings themselves are shown to nobody.
CREATE FUNCTION roadtrip.similar_discoveries(discovery uuid) RETURNS TABLE (id uuid, distance double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' SET hnsw.iterative_scan = 'strict_order' ROWS 200
AS $$
    SELECT found.discovery_id, found.distance
    FROM (
        SELECT e.embedding, e.model_version
        FROM roadtrip.discoveries AS d
        JOIN roadtrip.discovery_embeddings AS e ON e.discovery_id = d.id
        WHERE d.id = discovery
            AND (d.location_public IS NOT NULL AND d.rejected_at IS NULL OR d.user_id = (SELECT roadtrip.account()))
        ORDER BY e.created_at DESC, e.id
        LIMIT 1
    ) AS asked
    CROSS JOIN LATERAL (
        SELECT e.discovery_id, e.embedding OPERATOR(public.<=>) asked.embedding AS distance
        FROM roadtrip.discovery_embeddings AS e
        WHERE e.discovery_id <> discovery
            AND e.model_version = asked.model_version
            -- Not EXISTS, which may become a join with all that are shared: one embedding after the other.
            AND (
                SELECT d.location_public IS NOT NULL AND d.rejected_at IS NULL
                FROM roadtrip.discoveries AS d
                WHERE d.id = e.discovery_id
            )
        ORDER BY e.embedding OPERATOR(public.<=>) asked.embedding
        LIMIT 200
    ) AS found
$$;
