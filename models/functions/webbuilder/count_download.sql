-- Counts a download of a component in the library that the caller sees; null where there is none.
CREATE FUNCTION webbuilder.count_download(component uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE webbuilder.component_library AS l SET downloads = l.downloads + 1
    WHERE l.id = component AND (l.is_public OR l.user_id = webbuilder.account())
    RETURNING l.downloads
$$;
