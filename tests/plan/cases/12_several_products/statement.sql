SELECT answered.answer
FROM (SELECT set_config('quintet.subject', CAST($1::UUID AS TEXT), true) AS subject, liveconvo.sign_in($2::UUID) AS liveconvo, learning.sign_in($3::UUID) AS learning, repurpose.sign_in($4::VARCHAR) AS repurpose
 LIMIT ALL OFFSET 0) AS signed JOIN LATERAL (SELECT convert_to(concat('{"viewer":{"liveconvo":', coalesce((SELECT concat('{"fullName":', coalesce(to_json(row_1.full_name), 'null'), '}')
FROM (SELECT users.full_name
FROM liveconvo.users AS users
WHERE users.deleted_at IS NULL AND users.id = $5::UUID) AS row_1), 'null'), ',"repurpose":', coalesce((SELECT concat('{"clerkUserId":', to_json(row_2.clerk_user_id), ',"subscriptionTier":"', upper(row_2.subscription_tier COLLATE "C"), '"}')
FROM (SELECT users.clerk_user_id, users.subscription_tier
FROM repurpose.users AS users
WHERE users.deleted_at IS NULL AND users.clerk_user_id = $6::VARCHAR) AS row_2), 'null'), '},"learning":{"learningProfiles":', (SELECT concat('{"nodes":[', string_agg(concat('{"subject":', to_json(page_3.subject), ',"concept":', to_json(page_3.concept), ',"masteryScore":', page_3.mastery_score, '}'), ','), ']}')
FROM (SELECT learning_profiles.subject, learning_profiles.concept, coalesce(learning_profiles.mastery_score, CAST(0.0 AS DOUBLE PRECISION)) AS mastery_score
FROM learning.learning_profiles AS learning_profiles ORDER BY learning_profiles.subject ASC, learning_profiles.concept ASC, learning_profiles.id ASC
 LIMIT $7::BIGINT) AS page_3), '}}'), 'UTF8') AS answer
WHERE signed.subject IS NOT NULL) AS answered ON true

-- $1: subject
-- $2: account
-- $3: account
-- $4: account
-- $5: account
-- $6: account
-- $7: constant
