-- A campaign that changes its currency sums the conversions in the new one.
CREATE FUNCTION webbuilder.sum_revenue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.currency <> OLD.currency THEN
        NEW.revenue_generated := coalesce((
            SELECT sum(c.value) FROM webbuilder.conversions AS c
            WHERE c.campaign_id = NEW.id AND c.currency = NEW.currency
        ), 0);
    END IF;
    RETURN NEW;
END
$$;
