-- The limits of an account's plan: a name that is missing or null has no limit. A plan that ran out counts as free.
CREATE FUNCTION webbuilder.limits_of(account uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT s.value
    FROM webbuilder.users AS u
    JOIN webbuilder.app_settings AS s ON s.key = 'limits.' || CASE
        WHEN u.subscription_ends_at <= quintet.clock() THEN 'freemium'
        ELSE u.subscription_tier
    END
    WHERE u.id = limits_of.account
$$;
