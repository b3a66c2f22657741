-- What each campaign that the caller sees earned from each source and medium, one row for each currency.
CREATE VIEW webbuilder.conversion_sources WITH (security_invoker) AS
SELECT
    c.campaign_id,
    coalesce(c.source, '')::varchar(100) AS source,
    coalesce(c.medium, '')::varchar(100) AS medium,
    c.currency,
    count(*)::integer AS conversions,
    sum(c.value)::numeric(18, 2) AS value
FROM webbuilder.conversions AS c
GROUP BY c.campaign_id, coalesce(c.source, '')::varchar(100), coalesce(c.medium, '')::varchar(100), c.currency;
