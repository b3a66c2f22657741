SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo, learning.sign_in($3::UUID) AS learning, repurpose.sign_in($4::VARCHAR) AS repurpose
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"viewer":{"liveconvo":', coalesce((SELECT concat('{"fullName":', coalesce(CAST(to_json(anon_1.full_name) AS TEXT), 'null'), '}') AS concat_1
FROM (SELECT users_1.full_name AS full_name
FROM liveconvo.users AS users_1
WHERE users_1.deleted_at IS NULL AND users_1.id = $5::UUID) AS anon_1), 'null'), ',"repurpose":', coalesce((SELECT concat('{"clerkUserId":', CAST(to_json(anon_2.clerk_user_id) AS TEXT), ',"subscriptionTier":"', upper(anon_2.subscription_tier COLLATE "C"), '"}') AS concat_2
FROM (SELECT users_2.clerk_user_id AS clerk_user_id, users_2.subscription_tier AS subscription_tier
FROM repurpose.users AS users_2
WHERE users_2.deleted_at IS NULL AND users_2.clerk_user_id = $6::VARCHAR) AS anon_2), 'null'), '},"learning":{"learningProfiles":', (SELECT concat('{"nodes":[', string_agg(concat('{"subject":', CAST(to_json(anon_3.subject) AS TEXT), ',"concept":', CAST(to_json(anon_3.concept) AS TEXT), ',"masteryScore":', CAST(anon_3.mastery_score AS TEXT), '}'), ','), ']}') AS concat_3
FROM (SELECT learning_profiles_1.subject AS subject, learning_profiles_1.concept AS concept, coalesce(learning_profiles_1.mastery_score, CAST(0.0 AS DOUBLE PRECISION)) AS mastery_score
FROM learning.learning_profiles AS learning_profiles_1 ORDER BY learning_profiles_1.subject ASC, learning_profiles_1.concept ASC, learning_profiles_1.id ASC
 LIMIT $7::BIGINT) AS anon_3), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: account
-- $4: account
-- $5: account
-- $6: account
-- $7: constant
