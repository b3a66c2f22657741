-- Puts a person's subscription into a state; false if there is no such person. For staff.
CREATE FUNCTION roadtrip.set_subscription(person uuid, state text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.users AS u SET subscription_status = state WHERE u.id = person;
    RETURN FOUND;
END
$$;
