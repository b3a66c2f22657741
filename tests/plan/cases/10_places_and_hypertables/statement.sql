SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, roadtrip.sign_in($2::UUID) AS roadtrip
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"roadtrip":{"discoveries":', (SELECT concat('{"nodes":[', string_agg(concat('{"poiName":', to_json(page_1.poi_name), ',"location":{"latitude":', public.ST_Y(page_1.location::public.geometry)::text, ',"longitude":', public.ST_X(page_1.location::public.geometry)::text, '},"videos":', (SELECT concat('{"nodes":[', string_agg(concat('{"title":', coalesce(to_json(page_2.title), 'null'), ',"videoRevenues":', (SELECT concat('{"nodes":[', string_agg(concat('{"revenueCents":', page_3.revenue_cents, ',"platform":', coalesce((SELECT concat('{"name":', to_json(row_4.name), '}') FROM (SELECT social_platforms.name
FROM roadtrip.social_platforms AS social_platforms
WHERE social_platforms.id = page_3.platform_id) AS row_4), quintet.refuse_missing_row()), '}'), ','), ']}')
FROM (SELECT video_revenues.platform_id, video_revenues.revenue_cents
FROM roadtrip.video_revenues_visible AS video_revenues
WHERE video_revenues.video_id = page_2.id ORDER BY video_revenues.revenue_cents DESC, video_revenues.id DESC, video_revenues.date DESC
 LIMIT $3::BIGINT) AS page_3), '}'), ','), ']}') AS concat_2
FROM (SELECT videos.id, videos.title
FROM roadtrip.videos AS videos
WHERE videos.discovery_id = page_1.id ORDER BY videos.created_at DESC, videos.id DESC
 LIMIT $4::BIGINT) AS page_2), '}'), ','), ']}') AS concat_1
FROM (SELECT discoveries.id, discoveries.poi_name, discoveries.location
FROM roadtrip.discoveries AS discoveries ORDER BY discoveries.poi_name ASC, discoveries.id ASC
 LIMIT $5::BIGINT) AS page_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: constant
-- $4: constant
-- $5: constant
