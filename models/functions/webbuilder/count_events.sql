-- New events raise the counters of their campaigns and components, each row once per statement and in the order of
-- keys, so that writers of many events neither wait long nor for each other in a circle. Counters stop at the largest
-- integer; events deleted because of their age stay counted.
CREATE FUNCTION webbuilder.count_events() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    most constant bigint := 2147483647;
BEGIN
    PERFORM FROM webbuilder.campaigns AS c
    WHERE c.id IN (SELECT a.campaign_id FROM added AS a WHERE a.event_type = 'view')
    ORDER BY c.id FOR NO KEY UPDATE;
    UPDATE webbuilder.campaigns AS c SET views = least(c.views + n.views, most)
    FROM (
        SELECT a.campaign_id, count(*) AS views FROM added AS a WHERE a.event_type = 'view' GROUP BY a.campaign_id
    ) AS n
    WHERE c.id = n.campaign_id;

    PERFORM FROM webbuilder.campaign_components AS c
    WHERE c.id IN (SELECT a.component_id FROM added AS a WHERE a.event_type IN ('view', 'click'))
    ORDER BY c.id FOR NO KEY UPDATE;
    UPDATE webbuilder.campaign_components AS c
    SET views = least(c.views + n.views, most), clicks = least(c.clicks + n.clicks, most)
    FROM (
        SELECT a.component_id,
            count(*) FILTER (WHERE a.event_type = 'view') AS views,
            count(*) FILTER (WHERE a.event_type = 'click') AS clicks
        FROM added AS a WHERE a.event_type IN ('view', 'click') GROUP BY a.component_id
    ) AS n
    WHERE c.id = n.component_id;
    RETURN NULL;
END
$$;
