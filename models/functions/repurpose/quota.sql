-- What is left to a person, without changing anything: a count whose time is over reads as zero, generations in
-- flight count, and nothing is ever less than zero left. No row for somebody whom the caller cannot see.
CREATE FUNCTION repurpose.quota(p_user_id uuid)
RETURNS TABLE (can_generate boolean, remaining integer, used integer, generations_limit integer, resets_at timestamptz)
LANGUAGE sql STABLE SET search_path = '' ROWS 1
AS $$
    SELECT now_used.used < u.generations_limit,
        greatest(u.generations_limit - now_used.used, 0),
        now_used.used,
        u.generations_limit,
        CASE
            WHEN u.usage_reset_at <= quintet.clock() THEN repurpose.next_month(quintet.clock())
            ELSE u.usage_reset_at
        END
    FROM repurpose.users AS u
    CROSS JOIN LATERAL (
        SELECT (CASE WHEN u.usage_reset_at <= quintet.clock() THEN 0 ELSE u.generations_count_current_month END
            + count(*))::integer AS used
        FROM repurpose.generations AS g
        WHERE g.user_id = u.id AND g.status = 'pending'
    ) AS now_used
    WHERE u.id = p_user_id AND u.deleted_at IS NULL
$$;
