-- Counts a like of a component in the library that the caller sees; null where there is none.
CREATE FUNCTION webbuilder.count_like(component uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE webbuilder.component_library AS l SET likes = l.likes + 1
    WHERE l.id = component AND (l.is_public OR l.user_id = webbuilder.account())
    RETURNING l.likes
$$;
