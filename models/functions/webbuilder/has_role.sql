-- Whether whoever asks has a role.
CREATE FUNCTION webbuilder.has_role(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT EXISTS (
        SELECT FROM webbuilder.user_roles AS r
        WHERE r.user_id = webbuilder.account() AND r.role = wanted
    )
$$;
