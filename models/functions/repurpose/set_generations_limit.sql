-- The limit follows the tier, unless another limit than the one before is given with it.
CREATE FUNCTION repurpose.set_generations_limit() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    untouched integer := repurpose.tier_limit('free');
BEGIN
    IF TG_OP = 'UPDATE' THEN
        untouched := OLD.generations_limit;
    END IF;
    IF NEW.generations_limit = untouched AND (TG_OP = 'INSERT' OR NEW.subscription_tier <> OLD.subscription_tier) THEN
        NEW.generations_limit := repurpose.tier_limit(NEW.subscription_tier);
    END IF;
    RETURN NEW;
END
$$;
