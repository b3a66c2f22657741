SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, roadtrip.sign_in($2::UUID) AS roadtrip
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"roadtrip":{"discoveries":', (SELECT concat('{"nodes":[', string_agg(concat('{"poiName":', CAST(to_json(anon_1.poi_name) AS TEXT), ',"location":{"latitude":', CAST(public.ST_Y(CAST(anon_1.location AS public.geometry)) AS TEXT), ',"longitude":', CAST(public.ST_X(CAST(anon_1.location AS public.geometry)) AS TEXT), '},"videos":', (SELECT concat('{"nodes":[', string_agg(concat('{"title":', coalesce(CAST(to_json(anon_2.title) AS TEXT), 'null'), ',"videoRevenues":', (SELECT concat('{"nodes":[', string_agg(concat('{"revenueCents":', CAST(anon_3.revenue_cents AS TEXT), ',"platform":', coalesce((SELECT concat('{"name":', CAST(to_json(anon_4.name) AS TEXT), '}') AS concat_4
FROM (SELECT social_platforms_1.name AS name
FROM roadtrip.social_platforms AS social_platforms_1
WHERE social_platforms_1.id = anon_3.platform_id) AS anon_4), quintet.refuse_missing_row()), '}'), ','), ']}') AS concat_3
FROM (SELECT video_revenues_1.platform_id AS platform_id, video_revenues_1.revenue_cents AS revenue_cents
FROM roadtrip.video_revenues_visible AS video_revenues_1
WHERE video_revenues_1.video_id = anon_2.id ORDER BY video_revenues_1.revenue_cents DESC, video_revenues_1.id DESC, video_revenues_1.date DESC
 LIMIT $3::BIGINT) AS anon_3), '}'), ','), ']}') AS concat_2
FROM (SELECT videos_1.id AS id, videos_1.title AS title
FROM roadtrip.videos AS videos_1
WHERE videos_1.discovery_id = anon_1.id ORDER BY videos_1.created_at DESC, videos_1.id DESC
 LIMIT $4::BIGINT) AS anon_2), '}'), ','), ']}') AS concat_1
FROM (SELECT discoveries_1.id AS id, discoveries_1.poi_name AS poi_name, discoveries_1.location AS location
FROM roadtrip.discoveries AS discoveries_1 ORDER BY discoveries_1.poi_name ASC, discoveries_1.id ASC
 LIMIT $5::BIGINT) AS anon_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
-- $5: constant
