-- Gives a person a tier and its limit; an unknown tier is refused by the column's list of values.
CREATE FUNCTION repurpose.update_user_tier(p_user_id uuid, p_tier character varying(50)) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE repurpose.users
    SET subscription_tier = p_tier, generations_limit = repurpose.tier_limit(p_tier)
    WHERE id = p_user_id
$$;
