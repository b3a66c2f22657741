-- The caller's campaigns (staff: everybody's) that match words, the best first, at most 1,000.
-- Row security keeps the index on words from being used; here the condition on the caller stands in the query.
CREATE FUNCTION webbuilder.search_campaigns(words text) RETURNS TABLE (id uuid, rank real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT c.id, ts_rank(c.search_vector, websearch_to_tsquery('pg_catalog.english', words)) AS rank
    FROM webbuilder.campaigns AS c
    WHERE c.search_vector @@ websearch_to_tsquery('pg_catalog.english', words)
        AND (c.user_id = (SELECT webbuilder.account()) OR session_user = 'quintet_admin')
    ORDER BY 2 DESC, 1
    LIMIT 1000
$$;
