SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, webbuilder.sign_in($2::UUID) AS webbuilder
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"webbuilder":{"campaigns":', (SELECT concat('{"totalCount":', coalesce((SELECT count(*) AS count_1
FROM (SELECT campaigns_1.id AS id, campaigns_1.user_id AS user_id, campaigns_1.name AS name, campaigns_1.description AS description, campaigns_1.status AS status, campaigns_1.type AS type, campaigns_1.platform_source AS platform_source, campaigns_1.platform_source_id AS platform_source_id, campaigns_1.target_audience AS target_audience, campaigns_1.business_type AS business_type, campaigns_1.goals AS goals, campaigns_1.brand_guidelines AS brand_guidelines, campaigns_1.performance_requirements AS performance_requirements, campaigns_1.views AS views, campaigns_1.conversions AS conversions, campaigns_1.revenue_generated AS revenue_generated, campaigns_1.currency AS currency, campaigns_1.launched_at AS launched_at, campaigns_1.created_at AS created_at, campaigns_1.updated_at AS updated_at, CAST(found.rank AS DOUBLE PRECISION) AS _rank
FROM webbuilder.campaigns AS campaigns_1 JOIN webbuilder.search_campaigns($3::VARCHAR) AS found ON campaigns_1.id = found.id) AS campaigns
WHERE true), 0), ',"nodes":[', string_agg(concat('{"name":', to_json(page_1.name), ',"goals":', page_1.goals, '}'), ','), ']}') AS concat_1
FROM (SELECT campaigns.name, campaigns.goals
FROM (SELECT campaigns_2.id AS id, campaigns_2.user_id AS user_id, campaigns_2.name AS name, campaigns_2.description AS description, campaigns_2.status AS status, campaigns_2.type AS type, campaigns_2.platform_source AS platform_source, campaigns_2.platform_source_id AS platform_source_id, campaigns_2.target_audience AS target_audience, campaigns_2.business_type AS business_type, campaigns_2.goals AS goals, campaigns_2.brand_guidelines AS brand_guidelines, campaigns_2.performance_requirements AS performance_requirements, campaigns_2.views AS views, campaigns_2.conversions AS conversions, campaigns_2.revenue_generated AS revenue_generated, campaigns_2.currency AS currency, campaigns_2.launched_at AS launched_at, campaigns_2.created_at AS created_at, campaigns_2.updated_at AS updated_at, CAST(found.rank AS DOUBLE PRECISION) AS _rank
FROM webbuilder.campaigns AS campaigns_2 JOIN webbuilder.search_campaigns($4::VARCHAR) AS found ON campaigns_2.id = found.id) AS campaigns ORDER BY campaigns._rank DESC, campaigns.id DESC
 LIMIT $5::BIGINT) AS page_1), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: $words
-- $4: $words
-- $5: constant
