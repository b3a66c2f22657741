-- Refuses to start a generation beyond the quota. One for somebody else is left to row security to refuse.
CREATE FUNCTION repurpose.enforce_quota() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'pending' AND repurpose.acts_for(NEW.user_id)
        AND NOT repurpose.check_user_quota(NEW.user_id) THEN
        RAISE EXCEPTION 'quota exceeded' USING ERRCODE = 'QN429';
    END IF;
    RETURN NEW;
END
$$;
