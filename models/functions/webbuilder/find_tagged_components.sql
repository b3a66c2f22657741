-- Components in the library that the caller sees (staff: all) and that have all of the tags, the most liked first,
-- at most 1,000. Row security keeps the index on tags from being used; here the condition stands in the query.
CREATE FUNCTION webbuilder.find_tagged_components(wanted text[]) RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT l.id
    FROM webbuilder.component_library AS l
    WHERE l.tags @> wanted
        AND (l.is_public OR l.user_id = (SELECT webbuilder.account()) OR session_user = 'quintet_admin')
    ORDER BY l.likes DESC, l.id
    LIMIT 1000
$$;
