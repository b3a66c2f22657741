-- Components in the library that the caller sees (staff: all) and that match words, the best first, at most 1,000.
-- Row security keeps the index on words from being used; here the condition on the caller stands in the query.
CREATE FUNCTION webbuilder.search_component_library(words text) RETURNS TABLE (id uuid, rank real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT l.id, ts_rank(l.search_vector, websearch_to_tsquery('pg_catalog.english', words)) AS rank
    FROM webbuilder.component_library AS l
    WHERE l.search_vector @@ websearch_to_tsquery('pg_catalog.english', words)
        AND (l.is_public OR l.user_id = (SELECT webbuilder.account()) OR session_user = 'quintet_admin')
    ORDER BY 2 DESC, 1
    LIMIT 1000
$$;
