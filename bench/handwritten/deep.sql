SELECT answered.answer
FROM (
    SELECT
        set_config('quintet.subject', $1::uuid::text, true) AS subject,
        roadtrip.sign_in($2::uuid), webbuilder.sign_in($3::uuid)
    OFFSET 0
) AS signed,
LATERAL (
    SELECT json_build_object('data', json_build_object(
        'webbuilder', json_build_object('campaigns', (
            SELECT json_build_object('nodes', coalesce(json_agg(listed), '[]'))
            FROM (
                SELECT
                    c.id, c.name, upper(c.status) AS status,
                    (
                        SELECT json_build_object('nodes', coalesce(json_agg(part), '[]'))
                        FROM (
                            SELECT
                                p.id, p.name, upper(p.component_type) AS "componentType",
                                (
                                    SELECT json_build_object('nodes', coalesce(json_agg(made), '[]'))
                                    FROM (
                                        SELECT
                                            g.id, upper(g.status) AS status, g.cost::text AS cost,
                                            g.created_at AS "createdAt"
                                        FROM webbuilder.ai_generations AS g
                                        WHERE g.component_id = p.id
                                        ORDER BY g.created_at DESC, g.id DESC
                                        LIMIT 3
                                    ) AS made
                                ) AS "aiGenerations"
                            FROM webbuilder.campaign_components AS p
                            WHERE p.campaign_id = c.id
                            ORDER BY p.sort_order, p.created_at, p.id
                            LIMIT 5
                        ) AS part
                    ) AS "campaignComponents"
                FROM webbuilder.campaigns AS c
                ORDER BY c.created_at DESC, c.id DESC
                LIMIT 10
            ) AS listed
        )),
        'roadtrip', json_build_object('roadtripSessions', (
            SELECT json_build_object('nodes', coalesce(json_agg(trip), '[]'))
            FROM (
                SELECT
                    s.id, upper(s.status) AS status, s.created_at AS "createdAt",
                    (
                        SELECT json_build_object('nodes', coalesce(json_agg(discovery), '[]'))
                        FROM (
                            SELECT
                                d.id, d.poi_name AS "poiName", upper(d.validation_status) AS "validationStatus",
                                (
                                    SELECT row_to_json(category)
                                    FROM (
                                        SELECT k.id, k.name
                                        FROM roadtrip.poi_categories AS k
                                        WHERE k.id = d.category_id
                                    ) AS category
                                ) AS category
                            FROM roadtrip.discoveries AS d
                            WHERE d.session_id = s.id
                            ORDER BY d.discovery_timestamp DESC, d.id DESC
                            LIMIT 5
                        ) AS discovery
                    ) AS discoveries
                FROM roadtrip.roadtrip_sessions AS s
                ORDER BY s.created_at DESC, s.id DESC
                LIMIT 5
            ) AS trip
        ))
    )) AS answer
    WHERE signed.subject IS NOT NULL
) AS answered
