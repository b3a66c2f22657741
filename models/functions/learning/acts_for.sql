-- Whether the caller may write for a learner: the learner may, and so may jobs.
CREATE FUNCTION learning.acts_for(learner uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT coalesce(learner = learning.account(), false)
        OR pg_catalog.pg_has_role(session_user, 'quintet_worker', 'MEMBER')
$$;
