-- The conversions of a campaign or a component are miscounted, or what they were worth is.
SELECT c.id FROM webbuilder.campaigns AS c
WHERE (c.conversions, c.revenue_generated) <> (
    SELECT count(*), coalesce(sum(v.value) FILTER (WHERE v.currency = c.currency), 0)
    FROM webbuilder.conversions AS v WHERE v.campaign_id = c.id
)
UNION ALL
SELECT c.id FROM webbuilder.campaign_components AS c
WHERE c.conversions <> (
    SELECT count(*) FROM webbuilder.conversions AS v WHERE v.component_id = c.id
)
