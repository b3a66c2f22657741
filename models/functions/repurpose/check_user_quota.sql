-- Whether a person may ask for one more generation. Generations in flight count; a count whose time is over is
-- reset first. The lock on the person's row puts requests that ask at the same time in order.
CREATE FUNCTION repurpose.check_user_quota(p_user_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    v_count integer;
    v_limit integer;
    v_reset_at timestamptz;
    v_in_flight bigint;
BEGIN
    IF NOT repurpose.acts_for(p_user_id) THEN
        RETURN false;
    END IF;
    SELECT u.generations_count_current_month, u.generations_limit, u.usage_reset_at
    INTO v_count, v_limit, v_reset_at
    FROM repurpose.users AS u
    WHERE u.id = p_user_id AND u.deleted_at IS NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF v_reset_at <= quintet.clock() THEN
        UPDATE repurpose.users
        SET generations_count_current_month = 0, usage_reset_at = repurpose.next_month(quintet.clock())
        WHERE id = p_user_id;
        v_count := 0;
    END IF;
    SELECT count(*) INTO v_in_flight
    FROM repurpose.generations AS g
    WHERE g.user_id = p_user_id AND g.status = 'pending';
    RETURN v_count + v_in_flight < v_limit;
END
$$;
