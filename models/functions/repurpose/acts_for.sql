-- Whether the caller may act for a person: the person may, and so may jobs.
CREATE FUNCTION repurpose.acts_for(person uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT coalesce(person = repurpose.account(), false)
        OR pg_catalog.pg_has_role(session_user, 'quintet_worker', 'MEMBER')
$$;
