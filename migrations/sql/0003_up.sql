CREATE SCHEMA roadtrip;

GRANT USAGE ON SCHEMA roadtrip TO quintet_app, quintet_admin, quintet_worker;

CREATE TABLE roadtrip.cities (
	id SERIAL NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	country_code CHAR(2) NOT NULL, 
	location geography(POINT,4326) NOT NULL, 
	population INTEGER NOT NULL, 
	CONSTRAINT pk_cities PRIMARY KEY (id), 
	CONSTRAINT ck_cities_country_code_form CHECK (country_code ~ '^([A-Z]{2})$'), 
	CONSTRAINT ck_cities_location_place CHECK (NOT public.ST_IsEmpty(location::public.geometry) AND public.ST_Y(location::public.geometry) BETWEEN -90 AND 90 AND public.ST_X(location::public.geometry) BETWEEN -180 AND 180), 
	CONSTRAINT ck_cities_population_range CHECK (population >= 0)
);

CREATE INDEX ix_cities_location ON roadtrip.cities USING gist (location);

COMMENT ON TABLE roadtrip.cities IS 'The centre of a city of 15,000 people or more; from GeoNames, CC BY 4.0.';

COMMENT ON COLUMN roadtrip.cities.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.cities.name IS 'Name of the city.';

COMMENT ON COLUMN roadtrip.cities.country_code IS 'ISO 3166 code of the country.';

COMMENT ON COLUMN roadtrip.cities.location IS 'Centre of the city.';

COMMENT ON COLUMN roadtrip.cities.population IS 'Number of people.';

CREATE TABLE roadtrip.data_retention_policies (
	id SERIAL NOT NULL, 
	table_name VARCHAR(100) NOT NULL, 
	retention_period_days INTEGER NOT NULL, 
	policy_type VARCHAR(50) NOT NULL, 
	applies_to_regions TEXT[] DEFAULT ARRAY['EU', 'CA', 'US']::text[] NOT NULL, 
	cleanup_frequency VARCHAR(20) NOT NULL, 
	is_active BOOLEAN DEFAULT true NOT NULL, 
	last_applied_at TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_data_retention_policies PRIMARY KEY (id), 
	CONSTRAINT ck_data_retention_policies_counted_calls_are_only_deleted CHECK (policy_type <> 'anonymization' OR table_name <> 'api_usage_tracking'), 
	CONSTRAINT ck_data_retention_policies_table_name_values CHECK (table_name IN ('roadtrip_sessions', 'roadtrip_waypoints', 'voice_interactions', 'discoveries', 'api_usage_tracking', 'user_behavior_analytics')), 
	CONSTRAINT ck_data_retention_policies_retention_period_days_range CHECK (retention_period_days >= 1), 
	CONSTRAINT ck_data_retention_policies_policy_type_values CHECK (policy_type IN ('automatic_deletion', 'anonymization')), 
	CONSTRAINT ck_data_retention_policies_applies_to_regions_elements CHECK (array_position(applies_to_regions, NULL) IS NULL), 
	CONSTRAINT ck_data_retention_policies_cleanup_frequency_values CHECK (cleanup_frequency IN ('daily', 'weekly', 'monthly'))
);

CREATE INDEX ix_data_retention_policies_table_name ON roadtrip.data_retention_policies (table_name);

COMMENT ON TABLE roadtrip.data_retention_policies IS 'How long the rows of a table are kept, and what becomes of them then.';

COMMENT ON COLUMN roadtrip.data_retention_policies.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.data_retention_policies.table_name IS 'Table whose rows are concerned.';

COMMENT ON COLUMN roadtrip.data_retention_policies.retention_period_days IS 'Days that rows are kept.';

COMMENT ON COLUMN roadtrip.data_retention_policies.policy_type IS 'What becomes of rows that are older.';

COMMENT ON COLUMN roadtrip.data_retention_policies.applies_to_regions IS 'Regions of the people whose rows are concerned.';

COMMENT ON COLUMN roadtrip.data_retention_policies.cleanup_frequency IS 'How often rows are looked at.';

COMMENT ON COLUMN roadtrip.data_retention_policies.is_active IS 'Whether the policy is applied.';

COMMENT ON COLUMN roadtrip.data_retention_policies.last_applied_at IS 'When it was last applied to the end.';

COMMENT ON COLUMN roadtrip.data_retention_policies.created_at IS 'When the row was made.';

CREATE TABLE roadtrip.poi_categories (
	id SERIAL NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	CONSTRAINT pk_poi_categories PRIMARY KEY (id), 
	CONSTRAINT uq_poi_categories_name UNIQUE (name)
);

COMMENT ON TABLE roadtrip.poi_categories IS 'A kind of point of interest.';

COMMENT ON COLUMN roadtrip.poi_categories.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.poi_categories.name IS 'Name of the category.';

CREATE TABLE roadtrip.social_platforms (
	id SERIAL NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	CONSTRAINT pk_social_platforms PRIMARY KEY (id), 
	CONSTRAINT uq_social_platforms_name UNIQUE (name)
);

COMMENT ON TABLE roadtrip.social_platforms IS 'A platform that videos are published on.';

COMMENT ON COLUMN roadtrip.social_platforms.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.social_platforms.name IS 'Name of the platform.';

CREATE TABLE roadtrip.users (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	email VARCHAR(255) NOT NULL, 
	username VARCHAR(50) NOT NULL, 
	password_hash VARCHAR(255) NOT NULL, 
	privacy_settings JSONB DEFAULT '{"share_discoveries": false, "usage_analytics": false, "personalization": false, "marketing_messages": false}'::jsonb NOT NULL, 
	country_code CHAR(2), 
	subscription_status VARCHAR(20) DEFAULT 'free_trial' NOT NULL, 
	gdpr_consent BOOLEAN DEFAULT false NOT NULL, 
	data_retention_expires_at TIMESTAMP WITH TIME ZONE, 
	preferences JSONB DEFAULT '{}'::jsonb NOT NULL, 
	is_active BOOLEAN DEFAULT true NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT ck_users_privacy_settings_form CHECK (jsonb_typeof(privacy_settings) = 'object' AND coalesce(jsonb_typeof(privacy_settings -> 'share_discoveries'), 'boolean') = 'boolean'), 
	CONSTRAINT ck_users_preferences_form CHECK (jsonb_typeof(preferences) = 'object'), 
	CONSTRAINT uq_users_email UNIQUE (email), 
	CONSTRAINT uq_users_username UNIQUE (username), 
	CONSTRAINT ck_users_password_hash_form CHECK (password_hash ~ '^(\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53})$'), 
	CONSTRAINT ck_users_country_code_form CHECK (country_code ~ '^([A-Z]{2})$'), 
	CONSTRAINT ck_users_subscription_status_values CHECK (subscription_status IN ('free_trial', 'active', 'expired'))
);

CREATE INDEX ix_users_created_at ON roadtrip.users (created_at);

CREATE INDEX ix_users_data_retention_expires_at ON roadtrip.users (data_retention_expires_at) WHERE data_retention_expires_at IS NOT NULL;

COMMENT ON TABLE roadtrip.users IS 'A person with a Roadtrip account.';

COMMENT ON COLUMN roadtrip.users.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.users.email IS 'E-mail address, unique among accounts.';

COMMENT ON COLUMN roadtrip.users.username IS 'Name as shown in the app, unique among accounts.';

COMMENT ON COLUMN roadtrip.users.password_hash IS 'The password, hashed with bcrypt.';

COMMENT ON COLUMN roadtrip.users.privacy_settings IS 'What the person permits: share_discoveries, usage_analytics, personalization, marketing_messages.';

COMMENT ON COLUMN roadtrip.users.country_code IS 'ISO 3166 code of the country.';

COMMENT ON COLUMN roadtrip.users.subscription_status IS 'State of the subscription.';

COMMENT ON COLUMN roadtrip.users.gdpr_consent IS 'Whether the person consented to the use of their data.';

COMMENT ON COLUMN roadtrip.users.data_retention_expires_at IS 'When the account is erased by itself.';

COMMENT ON COLUMN roadtrip.users.preferences IS 'The person''s settings of the app.';

COMMENT ON COLUMN roadtrip.users.is_active IS 'Whether the account may be used.';

COMMENT ON COLUMN roadtrip.users.created_at IS 'When the account was made.';

CREATE TABLE roadtrip.api_usage_tracking (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	endpoint VARCHAR(255) NOT NULL, 
	time_bucket TIMESTAMP WITH TIME ZONE NOT NULL, 
	bucket_type VARCHAR(20) NOT NULL, 
	request_count INTEGER DEFAULT 1 NOT NULL, 
	rate_limited_count INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_api_usage_tracking PRIMARY KEY (id, time_bucket), 
	CONSTRAINT uq_api_usage_tracking_user_id_endpoint_bucket_type_time_bucket UNIQUE (user_id, endpoint, bucket_type, time_bucket), 
	CONSTRAINT ck_api_usage_tracking_time_bucket_rounded CHECK (mod(extract(epoch FROM time_bucket), CASE bucket_type WHEN 'per_minute' THEN 60 WHEN 'per_hour' THEN 3600 ELSE 86400 END) = 0), 
	CONSTRAINT fk_api_usage_tracking_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_api_usage_tracking_bucket_type_values CHECK (bucket_type IN ('per_minute', 'per_hour', 'per_day')), 
	CONSTRAINT ck_api_usage_tracking_request_count_range CHECK (request_count >= 0), 
	CONSTRAINT ck_api_usage_tracking_rate_limited_count_range CHECK (rate_limited_count >= 0)
);

CREATE INDEX ix_api_usage_tracking_time_bucket ON roadtrip.api_usage_tracking (time_bucket);

CREATE INDEX ix_api_usage_tracking_user_id_time_bucket ON roadtrip.api_usage_tracking (user_id, time_bucket);

COMMENT ON TABLE roadtrip.api_usage_tracking IS 'How often a person called an endpoint in a minute, an hour, a day.';

COMMENT ON COLUMN roadtrip.api_usage_tracking.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.api_usage_tracking.user_id IS 'Who called.';

COMMENT ON COLUMN roadtrip.api_usage_tracking.endpoint IS 'What was called.';

COMMENT ON COLUMN roadtrip.api_usage_tracking.time_bucket IS 'When the minute, hour or day began, in universal time.';

COMMENT ON COLUMN roadtrip.api_usage_tracking.bucket_type IS 'Length of the span.';

COMMENT ON COLUMN roadtrip.api_usage_tracking.request_count IS 'Number of calls.';

COMMENT ON COLUMN roadtrip.api_usage_tracking.rate_limited_count IS 'Calls that were refused.';

ALTER TABLE roadtrip.api_usage_tracking SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

SELECT public.create_hypertable('roadtrip.api_usage_tracking', 'time_bucket', chunk_time_interval => interval '1 day', create_default_indexes => false);

CREATE TABLE roadtrip.audit_log (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	table_name VARCHAR(100) NOT NULL, 
	operation VARCHAR(20) NOT NULL, 
	user_id UUID, 
	old_values JSONB, 
	new_values JSONB, 
	legal_basis VARCHAR(100) NOT NULL, 
	user_jurisdiction VARCHAR(10), 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL, 
	CONSTRAINT pk_audit_log PRIMARY KEY (id, created_at), 
	CONSTRAINT ck_audit_log_operation_values CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE', 'SELECT')), 
	CONSTRAINT fk_audit_log_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE SET NULL, 
	CONSTRAINT ck_audit_log_legal_basis_values CHECK (legal_basis IN ('consent', 'contract', 'legal_obligation', 'vital_interests', 'public_task', 'legitimate_interests'))
);

CREATE INDEX ix_audit_log_created_at ON roadtrip.audit_log (created_at);

CREATE INDEX ix_audit_log_table_name_created_at ON roadtrip.audit_log (table_name, created_at);

CREATE INDEX ix_audit_log_user_id_created_at ON roadtrip.audit_log (user_id, created_at);

COMMENT ON TABLE roadtrip.audit_log IS 'One operation on somebody''s data; texts, places and secrets are not in it.';

COMMENT ON COLUMN roadtrip.audit_log.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.audit_log.table_name IS 'Table that was concerned.';

COMMENT ON COLUMN roadtrip.audit_log.operation IS 'What was done.';

COMMENT ON COLUMN roadtrip.audit_log.user_id IS 'Who did it; null for the product itself, and for people erased.';

COMMENT ON COLUMN roadtrip.audit_log.old_values IS 'The row before, as far as it is recorded.';

COMMENT ON COLUMN roadtrip.audit_log.new_values IS 'The row after, as far as it is recorded.';

COMMENT ON COLUMN roadtrip.audit_log.legal_basis IS 'On which legal basis.';

COMMENT ON COLUMN roadtrip.audit_log.user_jurisdiction IS 'Whose law applies to who did it, such as EU or US.';

COMMENT ON COLUMN roadtrip.audit_log.created_at IS 'When it was done.';

SELECT public.create_hypertable('roadtrip.audit_log', 'created_at', chunk_time_interval => interval '7 days', create_default_indexes => false);

CREATE TABLE roadtrip.revenue_by_bucket (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID, 
	bucket_type VARCHAR(20) NOT NULL, 
	bucket DATE NOT NULL, 
	platform_id INTEGER NOT NULL, 
	entries INTEGER DEFAULT 0 NOT NULL, 
	views BIGINT DEFAULT 0 NOT NULL, 
	revenue_cents BIGINT DEFAULT 0 NOT NULL, 
	net_revenue_cents BIGINT DEFAULT 0 NOT NULL, 
	user_share_cents BIGINT DEFAULT 0 NOT NULL, 
	platform_share_cents BIGINT DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_revenue_by_bucket PRIMARY KEY (id), 
	CONSTRAINT fk_revenue_by_bucket_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_revenue_by_bucket_bucket_type_values CHECK (bucket_type IN ('day', 'week', 'month')), 
	CONSTRAINT fk_revenue_by_bucket_platform_id FOREIGN KEY(platform_id) REFERENCES roadtrip.social_platforms (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_revenue_by_bucket_entries_range CHECK (entries >= 0)
);

CREATE INDEX ix_revenue_by_bucket_platform_id ON roadtrip.revenue_by_bucket (platform_id);

CREATE UNIQUE INDEX uq_revenue_by_bucket_user_id_bucket_type_bucket_platform_id ON roadtrip.revenue_by_bucket (user_id, bucket_type, bucket, platform_id) NULLS NOT DISTINCT;

COMMENT ON TABLE roadtrip.revenue_by_bucket IS 'What a discoverer''s videos earned on one platform in one day, week or month.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.user_id IS 'Discoverer; null for those who were erased.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.bucket_type IS 'Length of the span.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.bucket IS 'First day of the span; weeks begin on Monday.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.platform_id IS 'Platform on which it was earned.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.entries IS 'Number of revenues in the sums.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.views IS 'How often the videos were seen.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.revenue_cents IS 'Revenue before fees, in cents.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.net_revenue_cents IS 'Revenue after fees, in cents.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.user_share_cents IS 'The discoverer''s half, in cents.';

COMMENT ON COLUMN roadtrip.revenue_by_bucket.platform_share_cents IS 'Our half, in cents.';

ALTER TABLE roadtrip.revenue_by_bucket SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE roadtrip.roadtrip_sessions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	activation_code VARCHAR(20), 
	session_token VARCHAR(255), 
	status VARCHAR(20) DEFAULT 'active' NOT NULL, 
	credits_consumed INTEGER DEFAULT 1 NOT NULL, 
	total_discoveries INTEGER DEFAULT 0 NOT NULL, 
	new_discoveries INTEGER DEFAULT 0 NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	origin_location geography(POINT,4326), 
	destination_location geography(POINT,4326), 
	activated_at TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_roadtrip_sessions PRIMARY KEY (id), 
	CONSTRAINT ck_roadtrip_sessions_code_only_while_active CHECK (status = 'active' OR activation_code IS NULL), 
	CONSTRAINT fk_roadtrip_sessions_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_roadtrip_sessions_activation_code UNIQUE (activation_code), 
	CONSTRAINT ck_roadtrip_sessions_activation_code_form CHECK (activation_code ~ '^([0-9]{6})$'), 
	CONSTRAINT uq_roadtrip_sessions_session_token UNIQUE (session_token), 
	CONSTRAINT ck_roadtrip_sessions_session_token_form CHECK (session_token ~ '^([0-9a-f]{64})$'), 
	CONSTRAINT ck_roadtrip_sessions_status_values CHECK (status IN ('active', 'completed', 'cancelled', 'expired')), 
	CONSTRAINT ck_roadtrip_sessions_credits_consumed_range CHECK (credits_consumed >= 0), 
	CONSTRAINT ck_roadtrip_sessions_total_discoveries_range CHECK (total_discoveries >= 0), 
	CONSTRAINT ck_roadtrip_sessions_new_discoveries_range CHECK (new_discoveries >= 0), 
	CONSTRAINT ck_roadtrip_sessions_origin_location_place CHECK (NOT public.ST_IsEmpty(origin_location::public.geometry) AND public.ST_Y(origin_location::public.geometry) BETWEEN -90 AND 90 AND public.ST_X(origin_location::public.geometry) BETWEEN -180 AND 180), 
	CONSTRAINT ck_roadtrip_sessions_destination_location_place CHECK (NOT public.ST_IsEmpty(destination_location::public.geometry) AND public.ST_Y(destination_location::public.geometry) BETWEEN -90 AND 90 AND public.ST_X(destination_location::public.geometry) BETWEEN -180 AND 180)
);

CREATE INDEX ix_roadtrip_sessions_destination_location ON roadtrip.roadtrip_sessions USING gist (destination_location);

CREATE INDEX ix_roadtrip_sessions_expires_at_active ON roadtrip.roadtrip_sessions (expires_at) WHERE status = 'active';

CREATE INDEX ix_roadtrip_sessions_origin_location ON roadtrip.roadtrip_sessions USING gist (origin_location);

CREATE INDEX ix_roadtrip_sessions_user_id_created_at ON roadtrip.roadtrip_sessions (user_id, created_at, id);

COMMENT ON TABLE roadtrip.roadtrip_sessions IS 'A roadtrip: one credit starts it, it ends when completed, cancelled or expired.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.user_id IS 'Whose roadtrip it is.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.activation_code IS 'Six digits that activate the roadtrip in the car; gone when it ends.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.session_token IS 'SHA-256 of the roadtrip''s token, in hexadecimal.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.status IS 'Where the roadtrip is in its life: active, then completed, cancelled or expired.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.credits_consumed IS 'Credits that the roadtrip cost.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.total_discoveries IS 'Points of interest discovered on the way.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.new_discoveries IS 'Those of them that nobody knew before.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.expires_at IS 'When the roadtrip expires.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.origin_location IS 'Where the roadtrip starts.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.destination_location IS 'Where the roadtrip leads to.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.activated_at IS 'When the roadtrip was activated.';

COMMENT ON COLUMN roadtrip.roadtrip_sessions.created_at IS 'When the row was made.';

ALTER TABLE roadtrip.roadtrip_sessions SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

CREATE TABLE roadtrip.user_behavior_analytics (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	occurred_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	event_type VARCHAR(100) NOT NULL, 
	properties JSONB DEFAULT '{}'::jsonb NOT NULL, 
	CONSTRAINT pk_user_behavior_analytics PRIMARY KEY (id, occurred_at), 
	CONSTRAINT fk_user_behavior_analytics_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE
);

CREATE INDEX ix_user_behavior_analytics_occurred_at ON roadtrip.user_behavior_analytics (occurred_at);

CREATE INDEX ix_user_behavior_analytics_user_id_occurred_at ON roadtrip.user_behavior_analytics (user_id, occurred_at);

COMMENT ON TABLE roadtrip.user_behavior_analytics IS 'Something that a person did in the app.';

COMMENT ON COLUMN roadtrip.user_behavior_analytics.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.user_behavior_analytics.user_id IS 'Who did it.';

COMMENT ON COLUMN roadtrip.user_behavior_analytics.occurred_at IS 'When it was done.';

COMMENT ON COLUMN roadtrip.user_behavior_analytics.event_type IS 'What was done.';

COMMENT ON COLUMN roadtrip.user_behavior_analytics.properties IS 'Particulars.';

SELECT public.create_hypertable('roadtrip.user_behavior_analytics', 'occurred_at', chunk_time_interval => interval '7 days', create_default_indexes => false);

CREATE TABLE roadtrip.user_credits (
	user_id UUID NOT NULL, 
	balance INTEGER DEFAULT 7 NOT NULL, 
	total_earned INTEGER DEFAULT 0 NOT NULL, 
	total_used INTEGER DEFAULT 0 NOT NULL, 
	conversion_rate_cents INTEGER DEFAULT 50 NOT NULL, 
	auto_conversion_enabled BOOLEAN DEFAULT true NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_user_credits PRIMARY KEY (user_id), 
	CONSTRAINT fk_user_credits_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_user_credits_balance_range CHECK (balance >= 0), 
	CONSTRAINT ck_user_credits_total_earned_range CHECK (total_earned >= 0), 
	CONSTRAINT ck_user_credits_total_used_range CHECK (total_used >= 0), 
	CONSTRAINT ck_user_credits_conversion_rate_cents_range CHECK (conversion_rate_cents >= 1)
);

COMMENT ON TABLE roadtrip.user_credits IS 'A person''s credits; one credit is one roadtrip.';

COMMENT ON COLUMN roadtrip.user_credits.user_id IS 'Whose credits they are.';

COMMENT ON COLUMN roadtrip.user_credits.balance IS 'Credits there are now.';

COMMENT ON COLUMN roadtrip.user_credits.total_earned IS 'Credits ever earned.';

COMMENT ON COLUMN roadtrip.user_credits.total_used IS 'Credits ever used.';

COMMENT ON COLUMN roadtrip.user_credits.conversion_rate_cents IS 'Revenue that becomes one credit, in cents.';

COMMENT ON COLUMN roadtrip.user_credits.auto_conversion_enabled IS 'Whether revenue becomes credits by itself.';

COMMENT ON COLUMN roadtrip.user_credits.created_at IS 'When the row was made.';

ALTER TABLE roadtrip.user_credits SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

CREATE TABLE roadtrip.user_referrals (
	user_id UUID NOT NULL, 
	referral_code VARCHAR(20) NOT NULL, 
	referral_link TEXT NOT NULL, 
	qr_code_url TEXT, 
	total_friends_joined INTEGER DEFAULT 0 NOT NULL, 
	total_credits_earned INTEGER DEFAULT 0 NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_user_referrals PRIMARY KEY (user_id), 
	CONSTRAINT fk_user_referrals_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_user_referrals_referral_code UNIQUE (referral_code), 
	CONSTRAINT ck_user_referrals_referral_code_form CHECK (referral_code ~ '^(ROAD-[A-Z0-9]{4}-[A-Z0-9]{4})$'), 
	CONSTRAINT ck_user_referrals_total_friends_joined_range CHECK (total_friends_joined >= 0), 
	CONSTRAINT ck_user_referrals_total_credits_earned_range CHECK (total_credits_earned >= 0)
);

COMMENT ON TABLE roadtrip.user_referrals IS 'A person''s referral code, and what it brought.';

COMMENT ON COLUMN roadtrip.user_referrals.user_id IS 'Who refers.';

COMMENT ON COLUMN roadtrip.user_referrals.referral_code IS 'Code to hand on, in the form ROAD-XXXX-YYYY.';

COMMENT ON COLUMN roadtrip.user_referrals.referral_link IS 'Address to hand on, which ends with the code.';

COMMENT ON COLUMN roadtrip.user_referrals.qr_code_url IS 'Where the address is a QR code.';

COMMENT ON COLUMN roadtrip.user_referrals.total_friends_joined IS 'Friends whose joining was credited.';

COMMENT ON COLUMN roadtrip.user_referrals.total_credits_earned IS 'Credits that referrals brought.';

COMMENT ON COLUMN roadtrip.user_referrals.created_at IS 'When the row was made.';

ALTER TABLE roadtrip.user_referrals SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE roadtrip.credit_transactions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	transaction_type VARCHAR(50) NOT NULL, 
	amount INTEGER NOT NULL, 
	source VARCHAR(100) NOT NULL, 
	description TEXT NOT NULL, 
	balance_before INTEGER NOT NULL, 
	balance_after INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_credit_transactions PRIMARY KEY (id), 
	CONSTRAINT uq_credit_transactions_user_id_number UNIQUE (user_id, number), 
	CONSTRAINT fk_credit_transactions_user_credits FOREIGN KEY(user_id) REFERENCES roadtrip.user_credits (user_id) ON DELETE CASCADE, 
	CONSTRAINT ck_credit_transactions_adds_up CHECK (balance_after = balance_before + amount), 
	CONSTRAINT ck_credit_transactions_amount_not_zero CHECK (amount <> 0), 
	CONSTRAINT ck_credit_transactions_amount_fits_transaction_type CHECK ((transaction_type IN ('earned', 'promotional')) = (amount > 0)), 
	CONSTRAINT fk_credit_transactions_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_credit_transactions_transaction_type_values CHECK (transaction_type IN ('earned', 'used', 'expired', 'promotional')), 
	CONSTRAINT ck_credit_transactions_balance_before_range CHECK (balance_before >= 0), 
	CONSTRAINT ck_credit_transactions_balance_after_range CHECK (balance_after >= 0), 
	CONSTRAINT ck_credit_transactions_number_range CHECK (number >= 1)
);

COMMENT ON TABLE roadtrip.credit_transactions IS 'One change of a person''s credits, with the balance before and after.';

COMMENT ON COLUMN roadtrip.credit_transactions.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.credit_transactions.user_id IS 'Whose credits changed.';

COMMENT ON COLUMN roadtrip.credit_transactions.transaction_type IS 'Why they changed.';

COMMENT ON COLUMN roadtrip.credit_transactions.amount IS 'Credits added, or taken where negative.';

COMMENT ON COLUMN roadtrip.credit_transactions.source IS 'What it came from, such as video_revenue, referral, roadtrip_usage.';

COMMENT ON COLUMN roadtrip.credit_transactions.description IS 'The same in words.';

COMMENT ON COLUMN roadtrip.credit_transactions.balance_before IS 'Balance before it.';

COMMENT ON COLUMN roadtrip.credit_transactions.balance_after IS 'Balance after it.';

COMMENT ON COLUMN roadtrip.credit_transactions.number IS 'Number in the person''s ledger: 1, 2, 3…';

COMMENT ON COLUMN roadtrip.credit_transactions.created_at IS 'When it happened.';

CREATE TABLE roadtrip.discoveries (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	poi_name VARCHAR(255) NOT NULL, 
	location geography(POINT,4326) NOT NULL, 
	location_public geography(POINT,4326), 
	category_id INTEGER NOT NULL, 
	validation_status VARCHAR(50) DEFAULT 'pending' NOT NULL, 
	is_new_discovery BOOLEAN DEFAULT false NOT NULL, 
	uniqueness_score NUMERIC(4, 3), 
	eligible_for_revenue BOOLEAN GENERATED ALWAYS AS (coalesce(is_new_discovery,false) AND coalesce(validation_status,'') IN ('ai_validated','community_validated')) STORED, 
	revenue_potential_score NUMERIC(4, 3), 
	discovery_method VARCHAR(50), 
	discovery_timestamp TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	session_id UUID, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_discoveries PRIMARY KEY (id), 
	CONSTRAINT fk_discoveries_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_discoveries_location_place CHECK (NOT public.ST_IsEmpty(location::public.geometry) AND public.ST_Y(location::public.geometry) BETWEEN -90 AND 90 AND public.ST_X(location::public.geometry) BETWEEN -180 AND 180), 
	CONSTRAINT ck_discoveries_location_public_place CHECK (NOT public.ST_IsEmpty(location_public::public.geometry) AND public.ST_Y(location_public::public.geometry) BETWEEN -90 AND 90 AND public.ST_X(location_public::public.geometry) BETWEEN -180 AND 180), 
	CONSTRAINT fk_discoveries_category_id FOREIGN KEY(category_id) REFERENCES roadtrip.poi_categories (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_discoveries_validation_status_values CHECK (validation_status IN ('pending', 'ai_validated', 'community_validated')), 
	CONSTRAINT ck_discoveries_uniqueness_score_range CHECK (uniqueness_score >= 0 AND uniqueness_score <= 1), 
	CONSTRAINT ck_discoveries_revenue_potential_score_range CHECK (revenue_potential_score >= 0 AND revenue_potential_score <= 1), 
	CONSTRAINT ck_discoveries_discovery_method_values CHECK (discovery_method IN ('voice', 'manual', 'auto_detected')), 
	CONSTRAINT fk_discoveries_session_id FOREIGN KEY(session_id) REFERENCES roadtrip.roadtrip_sessions (id) ON DELETE SET NULL
);

CREATE INDEX ix_discoveries_category_id ON roadtrip.discoveries (category_id);

CREATE INDEX ix_discoveries_created_at ON roadtrip.discoveries (created_at);

CREATE INDEX ix_discoveries_location ON roadtrip.discoveries USING gist (location);

CREATE INDEX ix_discoveries_location_public ON roadtrip.discoveries USING gist (location_public) WHERE location_public IS NOT NULL;

CREATE INDEX ix_discoveries_session_id ON roadtrip.discoveries (session_id);

CREATE INDEX ix_discoveries_user_id_discovery_timestamp ON roadtrip.discoveries (user_id, discovery_timestamp, id);

COMMENT ON TABLE roadtrip.discoveries IS 'A point of interest as its discoverer knows it. Others see it as a public discovery.';

COMMENT ON COLUMN roadtrip.discoveries.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.discoveries.user_id IS 'Who discovered it.';

COMMENT ON COLUMN roadtrip.discoveries.poi_name IS 'Name of the place.';

COMMENT ON COLUMN roadtrip.discoveries.location IS 'Where it is exactly; only its discoverer sees this.';

COMMENT ON COLUMN roadtrip.discoveries.location_public IS 'Centre of the nearest city, for everybody; null unless the discoverer shares discoveries.';

COMMENT ON COLUMN roadtrip.discoveries.category_id IS 'What kind of place it is.';

COMMENT ON COLUMN roadtrip.discoveries.validation_status IS 'Whether its existence was confirmed, and by whom.';

COMMENT ON COLUMN roadtrip.discoveries.is_new_discovery IS 'Whether nobody knew it before.';

COMMENT ON COLUMN roadtrip.discoveries.uniqueness_score IS 'How unusual it is, 0 to 1.';

COMMENT ON COLUMN roadtrip.discoveries.eligible_for_revenue IS 'Whether it earns: it is new, and its existence was confirmed.';

COMMENT ON COLUMN roadtrip.discoveries.revenue_potential_score IS 'How much it may earn, 0 to 1.';

COMMENT ON COLUMN roadtrip.discoveries.discovery_method IS 'How it was discovered.';

COMMENT ON COLUMN roadtrip.discoveries.discovery_timestamp IS 'When it was discovered.';

COMMENT ON COLUMN roadtrip.discoveries.session_id IS 'Roadtrip on which it was discovered.';

COMMENT ON COLUMN roadtrip.discoveries.created_at IS 'When the row was made.';

ALTER TABLE roadtrip.discoveries SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.01);

CREATE TABLE roadtrip.referral_invitations (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	referrer_id UUID NOT NULL, 
	channel VARCHAR(50), 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_referral_invitations PRIMARY KEY (id), 
	CONSTRAINT fk_referral_invitations_referrer_id FOREIGN KEY(referrer_id) REFERENCES roadtrip.user_referrals (user_id) ON DELETE CASCADE
);

CREATE INDEX ix_referral_invitations_referrer_id_created_at ON roadtrip.referral_invitations (referrer_id, created_at, id);

COMMENT ON TABLE roadtrip.referral_invitations IS 'An invitation that somebody sent.';

COMMENT ON COLUMN roadtrip.referral_invitations.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.referral_invitations.referrer_id IS 'Who invited.';

COMMENT ON COLUMN roadtrip.referral_invitations.channel IS 'How it was sent, such as email or link.';

COMMENT ON COLUMN roadtrip.referral_invitations.created_at IS 'When it was sent.';

CREATE TABLE roadtrip.roadtrip_waypoints (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	session_id UUID NOT NULL, 
	position INTEGER NOT NULL, 
	location geography(POINT,4326) NOT NULL, 
	name VARCHAR(255), 
	reached_at TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_roadtrip_waypoints PRIMARY KEY (id), 
	CONSTRAINT uq_roadtrip_waypoints_session_id_position UNIQUE (session_id, position), 
	CONSTRAINT fk_roadtrip_waypoints_session_id FOREIGN KEY(session_id) REFERENCES roadtrip.roadtrip_sessions (id) ON DELETE CASCADE, 
	CONSTRAINT ck_roadtrip_waypoints_position_range CHECK (position >= 1), 
	CONSTRAINT ck_roadtrip_waypoints_location_place CHECK (NOT public.ST_IsEmpty(location::public.geometry) AND public.ST_Y(location::public.geometry) BETWEEN -90 AND 90 AND public.ST_X(location::public.geometry) BETWEEN -180 AND 180)
);

CREATE INDEX ix_roadtrip_waypoints_created_at ON roadtrip.roadtrip_waypoints (created_at);

CREATE INDEX ix_roadtrip_waypoints_location ON roadtrip.roadtrip_waypoints USING gist (location);

COMMENT ON TABLE roadtrip.roadtrip_waypoints IS 'A point that a roadtrip passes.';

COMMENT ON COLUMN roadtrip.roadtrip_waypoints.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.roadtrip_waypoints.session_id IS 'Roadtrip that passes it.';

COMMENT ON COLUMN roadtrip.roadtrip_waypoints.position IS 'Place in the order of points: 1, 2, 3…';

COMMENT ON COLUMN roadtrip.roadtrip_waypoints.location IS 'Where the point is.';

COMMENT ON COLUMN roadtrip.roadtrip_waypoints.name IS 'Name of the point.';

COMMENT ON COLUMN roadtrip.roadtrip_waypoints.reached_at IS 'When the point was reached.';

COMMENT ON COLUMN roadtrip.roadtrip_waypoints.created_at IS 'When the row was made.';

CREATE TABLE roadtrip.voice_interactions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	session_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	interaction_type VARCHAR(50) NOT NULL, 
	user_input_text TEXT, 
	ai_response_text TEXT, 
	processing_time_ms INTEGER, 
	confidence_score NUMERIC(4, 3), 
	location_context geography(POINT,4326), 
	audio_data_retained BOOLEAN DEFAULT false NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_voice_interactions PRIMARY KEY (id), 
	CONSTRAINT fk_voice_interactions_session_id FOREIGN KEY(session_id) REFERENCES roadtrip.roadtrip_sessions (id) ON DELETE CASCADE, 
	CONSTRAINT fk_voice_interactions_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_voice_interactions_interaction_type_values CHECK (interaction_type IN ('question', 'command', 'feedback')), 
	CONSTRAINT ck_voice_interactions_processing_time_ms_range CHECK (processing_time_ms >= 0), 
	CONSTRAINT ck_voice_interactions_confidence_score_range CHECK (confidence_score >= 0 AND confidence_score <= 1), 
	CONSTRAINT ck_voice_interactions_location_context_place CHECK (NOT public.ST_IsEmpty(location_context::public.geometry) AND public.ST_Y(location_context::public.geometry) BETWEEN -90 AND 90 AND public.ST_X(location_context::public.geometry) BETWEEN -180 AND 180)
);

CREATE INDEX ix_voice_interactions_created_at ON roadtrip.voice_interactions (created_at);

CREATE INDEX ix_voice_interactions_location_context ON roadtrip.voice_interactions USING gist (location_context);

CREATE INDEX ix_voice_interactions_session_id_created_at ON roadtrip.voice_interactions (session_id, created_at, id);

CREATE INDEX ix_voice_interactions_user_id_created_at ON roadtrip.voice_interactions (user_id, created_at, id);

COMMENT ON TABLE roadtrip.voice_interactions IS 'Something said to the app while driving, and its answer.';

COMMENT ON COLUMN roadtrip.voice_interactions.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.voice_interactions.session_id IS 'Roadtrip during which it was said.';

COMMENT ON COLUMN roadtrip.voice_interactions.user_id IS 'Who said it.';

COMMENT ON COLUMN roadtrip.voice_interactions.interaction_type IS 'What it was.';

COMMENT ON COLUMN roadtrip.voice_interactions.user_input_text IS 'What was said, as text.';

COMMENT ON COLUMN roadtrip.voice_interactions.ai_response_text IS 'What was answered.';

COMMENT ON COLUMN roadtrip.voice_interactions.processing_time_ms IS 'Milliseconds until the answer.';

COMMENT ON COLUMN roadtrip.voice_interactions.confidence_score IS 'How sure the answer was, 0 to 1.';

COMMENT ON COLUMN roadtrip.voice_interactions.location_context IS 'Where it was said.';

COMMENT ON COLUMN roadtrip.voice_interactions.audio_data_retained IS 'Whether the recording was kept.';

COMMENT ON COLUMN roadtrip.voice_interactions.created_at IS 'When it was said.';

CREATE TABLE roadtrip.ai_processing_cache (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	cache_key VARCHAR(255) NOT NULL, 
	processing_type VARCHAR(50) NOT NULL, 
	input_data JSONB NOT NULL, 
	output_data JSONB NOT NULL, 
	model_version VARCHAR(50) DEFAULT 'gemma-3n-v1' NOT NULL, 
	cache_hits INTEGER DEFAULT 0 NOT NULL, 
	expires_at TIMESTAMP WITH TIME ZONE, 
	discovery_id UUID, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_ai_processing_cache PRIMARY KEY (id), 
	CONSTRAINT ck_ai_processing_cache_processing_type_form CHECK (btrim(processing_type) <> ''), 
	CONSTRAINT ck_ai_processing_cache_expires_or_has_discovery CHECK (discovery_id IS NOT NULL OR expires_at IS NOT NULL), 
	CONSTRAINT uq_ai_processing_cache_cache_key UNIQUE (cache_key), 
	CONSTRAINT ck_ai_processing_cache_cache_hits_range CHECK (cache_hits >= 0), 
	CONSTRAINT fk_ai_processing_cache_discovery_id FOREIGN KEY(discovery_id) REFERENCES roadtrip.discoveries (id) ON DELETE CASCADE
);

CREATE INDEX ix_ai_processing_cache_discovery_id ON roadtrip.ai_processing_cache (discovery_id);

CREATE INDEX ix_ai_processing_cache_expires_at ON roadtrip.ai_processing_cache (expires_at) WHERE expires_at IS NOT NULL;

COMMENT ON TABLE roadtrip.ai_processing_cache IS 'An answer of the AI, kept under the hash of what it was asked.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.cache_key IS 'Hash of what was asked.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.processing_type IS 'What was asked for, such as poi_analysis or script_generation.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.input_data IS 'What was asked.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.output_data IS 'What was answered.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.model_version IS 'Model that answered.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.cache_hits IS 'How often the answer was used again.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.expires_at IS 'When the answer stops being used; null for as long as its discovery is there.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.discovery_id IS 'Discovery it was asked about.';

COMMENT ON COLUMN roadtrip.ai_processing_cache.created_at IS 'When the row was made.';

ALTER TABLE roadtrip.ai_processing_cache SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

CREATE TABLE roadtrip.discovery_embeddings (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	discovery_id UUID NOT NULL, 
	model_version VARCHAR(50) NOT NULL, 
	embedding VECTOR(768) NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_discovery_embeddings PRIMARY KEY (id), 
	CONSTRAINT uq_discovery_embeddings_discovery_id_model_version UNIQUE (discovery_id, model_version), 
	CONSTRAINT fk_discovery_embeddings_discovery_id FOREIGN KEY(discovery_id) REFERENCES roadtrip.discoveries (id) ON DELETE CASCADE
);

CREATE INDEX ix_discovery_embeddings_embedding ON roadtrip.discovery_embeddings USING hnsw (embedding vector_cosine_ops);

COMMENT ON TABLE roadtrip.discovery_embeddings IS 'The embedding of a discovery, one for each model.';

COMMENT ON COLUMN roadtrip.discovery_embeddings.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.discovery_embeddings.discovery_id IS 'Discovery it is of.';

COMMENT ON COLUMN roadtrip.discovery_embeddings.model_version IS 'Model that made it.';

COMMENT ON COLUMN roadtrip.discovery_embeddings.embedding IS 'The embedding.';

COMMENT ON COLUMN roadtrip.discovery_embeddings.created_at IS 'When the row was made.';

CREATE TABLE roadtrip.referral_conversions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	referrer_id UUID NOT NULL, 
	referred_user_id UUID, 
	referral_code VARCHAR(20) NOT NULL, 
	conversion_status VARCHAR(50) DEFAULT 'pending' NOT NULL, 
	referrer_credits_earned INTEGER DEFAULT 1 NOT NULL, 
	invitation_id UUID, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_referral_conversions PRIMARY KEY (id), 
	CONSTRAINT ck_referral_conversions_nobody_refers_themselves CHECK (referrer_id <> referred_user_id), 
	CONSTRAINT fk_referral_conversions_referrer_id FOREIGN KEY(referrer_id) REFERENCES roadtrip.users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_referral_conversions_referred_user_id UNIQUE (referred_user_id), 
	CONSTRAINT fk_referral_conversions_referred_user_id FOREIGN KEY(referred_user_id) REFERENCES roadtrip.users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_referral_conversions_referral_code FOREIGN KEY(referral_code) REFERENCES roadtrip.user_referrals (referral_code) ON DELETE CASCADE ON UPDATE CASCADE, 
	CONSTRAINT ck_referral_conversions_conversion_status_values CHECK (conversion_status IN ('pending', 'qualified', 'credited')), 
	CONSTRAINT ck_referral_conversions_referrer_credits_earned_range CHECK (referrer_credits_earned >= 0), 
	CONSTRAINT fk_referral_conversions_invitation_id FOREIGN KEY(invitation_id) REFERENCES roadtrip.referral_invitations (id) ON DELETE SET NULL
);

CREATE INDEX ix_referral_conversions_invitation_id ON roadtrip.referral_conversions (invitation_id);

CREATE INDEX ix_referral_conversions_referral_code ON roadtrip.referral_conversions (referral_code);

CREATE INDEX ix_referral_conversions_referrer_id_conversion_status ON roadtrip.referral_conversions (referrer_id, conversion_status);

COMMENT ON TABLE roadtrip.referral_conversions IS 'A friend who joined with somebody''s referral code.';

COMMENT ON COLUMN roadtrip.referral_conversions.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.referral_conversions.referrer_id IS 'Who referred.';

COMMENT ON COLUMN roadtrip.referral_conversions.referred_user_id IS 'Who joined; null if erased since.';

COMMENT ON COLUMN roadtrip.referral_conversions.referral_code IS 'Code that was used.';

COMMENT ON COLUMN roadtrip.referral_conversions.conversion_status IS 'How far it has come: pending, qualified, credited, in this order.';

COMMENT ON COLUMN roadtrip.referral_conversions.referrer_credits_earned IS 'Credits that the referrer earns by it.';

COMMENT ON COLUMN roadtrip.referral_conversions.invitation_id IS 'Invitation that led to it.';

COMMENT ON COLUMN roadtrip.referral_conversions.created_at IS 'When the friend joined.';

CREATE TABLE roadtrip.review_distillations (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	discovery_id UUID NOT NULL, 
	source_reviews JSONB NOT NULL, 
	source_platforms TEXT[] NOT NULL, 
	distilled_script JSONB NOT NULL, 
	podcast_script JSONB, 
	estimated_reading_time_seconds NUMERIC(4, 2), 
	processed_by_model VARCHAR(50) DEFAULT 'gemma-3n-v1' NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_review_distillations PRIMARY KEY (id), 
	CONSTRAINT ck_review_distillations_source_platforms_form CHECK (cardinality(source_platforms) > 0 AND array_position(source_platforms, NULL) IS NULL), 
	CONSTRAINT ck_review_distillations_distilled_script_object CHECK (jsonb_typeof(distilled_script) = 'object'), 
	CONSTRAINT ck_review_distillations_podcast_script_object CHECK (jsonb_typeof(podcast_script) = 'object'), 
	CONSTRAINT fk_review_distillations_discovery_id FOREIGN KEY(discovery_id) REFERENCES roadtrip.discoveries (id) ON DELETE CASCADE, 
	CONSTRAINT ck_review_distillations_source_reviews_array CHECK (jsonb_typeof(source_reviews) = 'array'), 
	CONSTRAINT ck_review_distillations_source_platforms_elements CHECK (array_position(source_platforms, NULL) IS NULL), 
	CONSTRAINT ck_review_distillations_estimated_reading_time_seconds_range CHECK (estimated_reading_time_seconds >= 0 AND estimated_reading_time_seconds < 'Infinity')
);

CREATE INDEX ix_review_distillations_discovery_id_created_at ON roadtrip.review_distillations (discovery_id, created_at, id);

COMMENT ON TABLE roadtrip.review_distillations IS 'The reviews of a place, distilled into a script of six seconds.';

COMMENT ON COLUMN roadtrip.review_distillations.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.review_distillations.discovery_id IS 'Place that was reviewed.';

COMMENT ON COLUMN roadtrip.review_distillations.source_reviews IS 'Array of the original reviews.';

COMMENT ON COLUMN roadtrip.review_distillations.source_platforms IS 'Where the reviews are from, such as google, yelp, tripadvisor.';

COMMENT ON COLUMN roadtrip.review_distillations.distilled_script IS 'The script of six seconds.';

COMMENT ON COLUMN roadtrip.review_distillations.podcast_script IS 'The script of a conversation of two.';

COMMENT ON COLUMN roadtrip.review_distillations.estimated_reading_time_seconds IS 'Seconds it takes to read the script aloud.';

COMMENT ON COLUMN roadtrip.review_distillations.processed_by_model IS 'Model that distilled.';

COMMENT ON COLUMN roadtrip.review_distillations.created_at IS 'When the row was made.';

CREATE TABLE roadtrip.videos (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	discovery_id UUID NOT NULL, 
	title VARCHAR(255), 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_videos PRIMARY KEY (id), 
	CONSTRAINT fk_videos_discovery_id FOREIGN KEY(discovery_id) REFERENCES roadtrip.discoveries (id) ON DELETE CASCADE
);

CREATE INDEX ix_videos_discovery_id_created_at ON roadtrip.videos (discovery_id, created_at, id);

COMMENT ON TABLE roadtrip.videos IS 'A video about a discovery.';

COMMENT ON COLUMN roadtrip.videos.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.videos.discovery_id IS 'Discovery it is about.';

COMMENT ON COLUMN roadtrip.videos.title IS 'Title of the video.';

COMMENT ON COLUMN roadtrip.videos.created_at IS 'When the row was made.';

CREATE TABLE roadtrip.platform_uploads (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	video_id UUID NOT NULL, 
	platform_id INTEGER NOT NULL, 
	platform_video_id VARCHAR(255), 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_platform_uploads PRIMARY KEY (id), 
	CONSTRAINT uq_platform_uploads_platform_id_platform_video_id UNIQUE (platform_id, platform_video_id), 
	CONSTRAINT fk_platform_uploads_video_id FOREIGN KEY(video_id) REFERENCES roadtrip.videos (id) ON DELETE CASCADE, 
	CONSTRAINT fk_platform_uploads_platform_id FOREIGN KEY(platform_id) REFERENCES roadtrip.social_platforms (id) ON DELETE RESTRICT
);

CREATE INDEX ix_platform_uploads_video_id ON roadtrip.platform_uploads (video_id);

COMMENT ON TABLE roadtrip.platform_uploads IS 'The publication of a video on a platform.';

COMMENT ON COLUMN roadtrip.platform_uploads.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.platform_uploads.video_id IS 'Video that was published.';

COMMENT ON COLUMN roadtrip.platform_uploads.platform_id IS 'Platform it was published on.';

COMMENT ON COLUMN roadtrip.platform_uploads.platform_video_id IS 'Identifier of the video on the platform.';

COMMENT ON COLUMN roadtrip.platform_uploads.created_at IS 'When it was published.';

CREATE TABLE roadtrip.podcast_episodes (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	discovery_id UUID NOT NULL, 
	title VARCHAR(255) NOT NULL, 
	script JSONB NOT NULL, 
	duration_seconds INTEGER NOT NULL, 
	audio_url TEXT, 
	voice_actors JSONB DEFAULT '[{"role": "host", "voice": "warm"}, {"role": "guest", "voice": "lively"}]'::jsonb NOT NULL, 
	play_count INTEGER DEFAULT 0 NOT NULL, 
	completion_rate NUMERIC(4, 3), 
	status VARCHAR(20) DEFAULT 'generated' NOT NULL, 
	review_distillation_id UUID, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_podcast_episodes PRIMARY KEY (id), 
	CONSTRAINT ck_podcast_episodes_script_object CHECK (jsonb_typeof(script) = 'object'), 
	CONSTRAINT fk_podcast_episodes_discovery_id FOREIGN KEY(discovery_id) REFERENCES roadtrip.discoveries (id) ON DELETE CASCADE, 
	CONSTRAINT ck_podcast_episodes_duration_seconds_range CHECK (duration_seconds >= 0), 
	CONSTRAINT ck_podcast_episodes_voice_actors_array CHECK (jsonb_typeof(voice_actors) = 'array'), 
	CONSTRAINT ck_podcast_episodes_play_count_range CHECK (play_count >= 0), 
	CONSTRAINT ck_podcast_episodes_completion_rate_range CHECK (completion_rate >= 0 AND completion_rate <= 1), 
	CONSTRAINT ck_podcast_episodes_status_values CHECK (status IN ('generated', 'published', 'archived')), 
	CONSTRAINT fk_podcast_episodes_review_distillation_id FOREIGN KEY(review_distillation_id) REFERENCES roadtrip.review_distillations (id) ON DELETE SET NULL
);

CREATE INDEX ix_podcast_episodes_discovery_id_created_at ON roadtrip.podcast_episodes (discovery_id, created_at, id);

CREATE INDEX ix_podcast_episodes_review_distillation_id ON roadtrip.podcast_episodes (review_distillation_id);

COMMENT ON TABLE roadtrip.podcast_episodes IS 'An episode: a conversation of two about a place.';

COMMENT ON COLUMN roadtrip.podcast_episodes.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.podcast_episodes.discovery_id IS 'Place it is about.';

COMMENT ON COLUMN roadtrip.podcast_episodes.title IS 'Title of the episode.';

COMMENT ON COLUMN roadtrip.podcast_episodes.script IS 'The whole conversation.';

COMMENT ON COLUMN roadtrip.podcast_episodes.duration_seconds IS 'Length in seconds.';

COMMENT ON COLUMN roadtrip.podcast_episodes.audio_url IS 'Where the spoken episode can be heard.';

COMMENT ON COLUMN roadtrip.podcast_episodes.voice_actors IS 'Array of the voices: the role of each, and which voice speaks it.';

COMMENT ON COLUMN roadtrip.podcast_episodes.play_count IS 'How often it was played.';

COMMENT ON COLUMN roadtrip.podcast_episodes.completion_rate IS 'Part of the episode that listeners hear on average, 0 to 1.';

COMMENT ON COLUMN roadtrip.podcast_episodes.status IS 'Whether it can be heard.';

COMMENT ON COLUMN roadtrip.podcast_episodes.review_distillation_id IS 'Distillation it was made from.';

COMMENT ON COLUMN roadtrip.podcast_episodes.created_at IS 'When the row was made.';

ALTER TABLE roadtrip.podcast_episodes SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE roadtrip.video_revenues (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	video_id UUID, 
	user_id UUID, 
	discovery_id UUID, 
	date DATE NOT NULL, 
	platform_id INTEGER NOT NULL, 
	views INTEGER DEFAULT 0 NOT NULL, 
	revenue_cents INTEGER DEFAULT 0 NOT NULL, 
	net_revenue_cents INTEGER DEFAULT 0 NOT NULL, 
	user_share_cents INTEGER GENERATED ALWAYS AS (net_revenue_cents / 2) STORED, 
	platform_share_cents INTEGER GENERATED ALWAYS AS (net_revenue_cents - net_revenue_cents / 2) STORED, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_video_revenues PRIMARY KEY (id, date), 
	CONSTRAINT uq_video_revenues_video_id_platform_id_date UNIQUE (video_id, platform_id, date), 
	CONSTRAINT fk_video_revenues_video_id FOREIGN KEY(video_id) REFERENCES roadtrip.videos (id) ON DELETE SET NULL, 
	CONSTRAINT fk_video_revenues_user_id FOREIGN KEY(user_id) REFERENCES roadtrip.users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_video_revenues_discovery_id FOREIGN KEY(discovery_id) REFERENCES roadtrip.discoveries (id) ON DELETE SET NULL, 
	CONSTRAINT fk_video_revenues_platform_id FOREIGN KEY(platform_id) REFERENCES roadtrip.social_platforms (id) ON DELETE RESTRICT, 
	CONSTRAINT ck_video_revenues_views_range CHECK (views >= 0)
);

CREATE INDEX ix_video_revenues_date ON roadtrip.video_revenues (date);

CREATE INDEX ix_video_revenues_discovery_id ON roadtrip.video_revenues (discovery_id);

CREATE INDEX ix_video_revenues_platform_id_date ON roadtrip.video_revenues (platform_id, date);

CREATE INDEX ix_video_revenues_user_id_date ON roadtrip.video_revenues (user_id, date);

COMMENT ON TABLE roadtrip.video_revenues IS 'What a video earned on one platform on one day.';

COMMENT ON COLUMN roadtrip.video_revenues.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.video_revenues.video_id IS 'Video that earned it; null if it was deleted.';

COMMENT ON COLUMN roadtrip.video_revenues.user_id IS 'Discoverer who receives the share; null if erased.';

COMMENT ON COLUMN roadtrip.video_revenues.discovery_id IS 'Discovery that the video is about.';

COMMENT ON COLUMN roadtrip.video_revenues.date IS 'Day on which it was earned.';

COMMENT ON COLUMN roadtrip.video_revenues.platform_id IS 'Platform on which it was earned.';

COMMENT ON COLUMN roadtrip.video_revenues.views IS 'How often the video was seen.';

COMMENT ON COLUMN roadtrip.video_revenues.revenue_cents IS 'Revenue before the platform''s fees, in cents.';

COMMENT ON COLUMN roadtrip.video_revenues.net_revenue_cents IS 'Revenue after the platform''s fees, in cents.';

COMMENT ON COLUMN roadtrip.video_revenues.user_share_cents IS 'The discoverer''s half of the net revenue, in cents.';

COMMENT ON COLUMN roadtrip.video_revenues.platform_share_cents IS 'Our half of the net revenue, in cents.';

COMMENT ON COLUMN roadtrip.video_revenues.created_at IS 'When the row was made.';

SELECT public.create_hypertable('roadtrip.video_revenues', 'date', chunk_time_interval => interval '30 days', create_default_indexes => false);

CREATE TABLE roadtrip.video_versions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	video_id UUID NOT NULL, 
	version_number INTEGER NOT NULL, 
	url TEXT, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_video_versions PRIMARY KEY (id), 
	CONSTRAINT uq_video_versions_video_id_version_number UNIQUE (video_id, version_number), 
	CONSTRAINT fk_video_versions_video_id FOREIGN KEY(video_id) REFERENCES roadtrip.videos (id) ON DELETE CASCADE, 
	CONSTRAINT ck_video_versions_version_number_range CHECK (version_number >= 1)
);

COMMENT ON TABLE roadtrip.video_versions IS 'One version of a video.';

COMMENT ON COLUMN roadtrip.video_versions.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.video_versions.video_id IS 'Video it is a version of.';

COMMENT ON COLUMN roadtrip.video_versions.version_number IS 'Number of the version: 1, 2, 3…';

COMMENT ON COLUMN roadtrip.video_versions.url IS 'Where the version can be seen.';

COMMENT ON COLUMN roadtrip.video_versions.created_at IS 'When the row was made.';

-- The Roadtrip account of whoever asks, or null.
CREATE FUNCTION roadtrip.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.roadtrip_account', true), '')::uuid
$$;

REVOKE ALL ON FUNCTION roadtrip.account FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.account TO quintet_app, quintet_admin, quintet_worker;

-- location_public is the centre of the nearest city if the discoverer shares discoveries, else null; whatever was
-- sent. As long as no cities are loaded nothing is public.
CREATE FUNCTION roadtrip.anonymise_location() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    NEW.location_public := CASE WHEN EXISTS (
        SELECT FROM roadtrip.users AS u
        WHERE u.id = NEW.user_id AND roadtrip.shares_discoveries(u.privacy_settings)
    ) THEN roadtrip.city_centre(NEW.location) END;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.anonymise_location FROM PUBLIC;

-- Who starts or stops sharing discoveries makes those there are public or private.
CREATE FUNCTION roadtrip.apply_privacy() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF roadtrip.shares_discoveries(NEW.privacy_settings) <> roadtrip.shares_discoveries(OLD.privacy_settings) THEN
        UPDATE roadtrip.discoveries SET location_public = NULL WHERE user_id = NEW.id;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.apply_privacy FROM PUBLIC;

-- Applies a retention policy to one batch of rows and returns how many there were; call it again until it returns
-- fewer than a batch. Nothing happens if the policy is not active, or not due at this moment. The tables, and how
-- their rows are found and anonymised, are listed here and nowhere else. For the worker.
CREATE FUNCTION roadtrip.apply_retention_policy(
    policy_id integer, moment timestamptz DEFAULT clock_timestamp(), batch integer DEFAULT 1000
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    policy roadtrip.data_retention_policies;
    due timestamptz;
    aged text;
    owner text := 't.user_id';
    blanked text;
    remaining text;
    action text;
    done bigint;
BEGIN
    SELECT * INTO policy FROM roadtrip.data_retention_policies AS p WHERE p.id = policy_id FOR UPDATE;
    due := policy.last_applied_at + CASE policy.cleanup_frequency
        WHEN 'daily' THEN interval '1 day' WHEN 'weekly' THEN interval '7 days' ELSE interval '1 month' END;
    IF policy.is_active IS NOT TRUE OR moment < due THEN
        RETURN 0;
    END IF;
    CASE policy.table_name
        WHEN 'roadtrip_sessions' THEN
            aged := 'created_at';
            blanked := 'origin_location = NULL, destination_location = NULL';
            remaining := 't.origin_location IS NOT NULL OR t.destination_location IS NOT NULL';
        WHEN 'roadtrip_waypoints' THEN
            aged := 'created_at';
            owner := '(SELECT s.user_id FROM roadtrip.roadtrip_sessions AS s WHERE s.id = t.session_id)';
            blanked := 'name = NULL, location = roadtrip.city_centre(t.location)';
            remaining := 'roadtrip.city_centre(t.location) IS NOT NULL AND (t.name IS NOT NULL
                OR NOT (t.location OPERATOR(public.=) roadtrip.city_centre(t.location)))';
        WHEN 'voice_interactions' THEN
            aged := 'created_at';
            blanked := 'user_input_text = NULL, ai_response_text = NULL, location_context = NULL';
            remaining := 'num_nonnulls(t.user_input_text, t.ai_response_text, t.location_context) > 0';
        WHEN 'discoveries' THEN
            aged := 'created_at';
            blanked := 'location = roadtrip.city_centre(t.location)';
            remaining := 'NOT (t.location OPERATOR(public.=) roadtrip.city_centre(t.location))';
        WHEN 'api_usage_tracking' THEN
            aged := 'time_bucket';
        WHEN 'user_behavior_analytics' THEN
            aged := 'occurred_at';
            blanked := 'properties = ''{}''';
            remaining := 't.properties <> ''{}''';
    END CASE;
    IF policy.policy_type = 'anonymization' THEN
        action := format('UPDATE roadtrip.%I AS t SET %s', policy.table_name, blanked);
    ELSE
        action := format('DELETE FROM roadtrip.%I AS t', policy.table_name);
        remaining := 'true';
    END IF;
    EXECUTE format(
        '%s WHERE (t.id, t.%I) IN (
            SELECT t.id, t.%I FROM roadtrip.%I AS t
            JOIN roadtrip.users AS u ON u.id = %s
            WHERE t.%I < $1 AND roadtrip.region_of(u.country_code) = ANY ($2) AND (%s)
            ORDER BY t.%I LIMIT $3)',
        action, aged, aged, policy.table_name, owner, aged, remaining, aged
    ) USING moment - make_interval(days => policy.retention_period_days), policy.applies_to_regions, batch;
    GET DIAGNOSTICS done = ROW_COUNT;
    IF done < batch THEN
        UPDATE roadtrip.data_retention_policies SET last_applied_at = moment WHERE id = policy_id;
    END IF;
    RETURN done;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.apply_retention_policy FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.apply_retention_policy TO quintet_worker;

-- Revenue belongs to the discoverer of what the video is about, whatever was sent.
CREATE FUNCTION roadtrip.attribute_revenue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.video_id IS NOT NULL THEN
        SELECT v.discovery_id, d.user_id INTO NEW.discovery_id, NEW.user_id
        FROM roadtrip.videos AS v
        JOIN roadtrip.discoveries AS d ON d.id = v.discovery_id
        WHERE v.id = NEW.video_id;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.attribute_revenue FROM PUBLIC;

-- Starting a roadtrip costs its credits, in the same transaction.
CREATE FUNCTION roadtrip.charge_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'active' AND NEW.credits_consumed > 0 THEN
        INSERT INTO roadtrip.credit_transactions (
            user_id, transaction_type, amount, source, description, created_at
        )
        VALUES (NEW.user_id, 'used', -NEW.credits_consumed, 'roadtrip_usage', 'A roadtrip.', NEW.created_at);
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.charge_session FROM PUBLIC;

-- The code that was used, and the invitation that led to it, are the referrer's.
CREATE FUNCTION roadtrip.check_referrer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    fault text;
BEGIN
    IF NOT EXISTS (
        SELECT FROM roadtrip.user_referrals AS r
        WHERE r.referral_code = NEW.referral_code AND r.user_id = NEW.referrer_id
    ) THEN
        fault := 'fk_referral_conversions_referral_code';
    ELSIF NEW.invitation_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM roadtrip.referral_invitations AS i
        WHERE i.id = NEW.invitation_id AND i.referrer_id = NEW.referrer_id
    ) THEN
        fault := 'fk_referral_conversions_invitation_id';
    END IF;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'not the referrer''s' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = fault,
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.check_referrer FROM PUBLIC;

-- What belongs to a roadtrip belongs to the person whose roadtrip it is.
CREATE FUNCTION roadtrip.check_session_owner() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.session_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.id = NEW.session_id AND s.user_id = NEW.user_id
    ) THEN
        RAISE EXCEPTION 'roadtrip of another person' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_' || TG_TABLE_NAME || '_session_id',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.check_session_owner FROM PUBLIC;

-- The centre of the city nearest to a place; null as long as no cities are loaded.
CREATE FUNCTION roadtrip.city_centre(place public.geography) RETURNS public.geography
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT c.location FROM roadtrip.cities AS c ORDER BY c.location OPERATOR(public.<->) place LIMIT 1
$$;

REVOKE ALL ON FUNCTION roadtrip.city_centre FROM PUBLIC;

-- Turns a person's revenue into credits: whole credits of all they ever earned, less those given before, so that
-- what is left over counts the next time. Returns the credits given. For the worker.
CREATE FUNCTION roadtrip.convert_revenue(person uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    rate integer;
    share bigint;
    given bigint;
    due integer;
BEGIN
    SELECT c.conversion_rate_cents INTO rate
    FROM roadtrip.user_credits AS c
    WHERE c.user_id = person AND c.auto_conversion_enabled
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    SELECT coalesce(sum(b.user_share_cents), 0) INTO share
    FROM roadtrip.revenue_by_bucket AS b
    WHERE b.user_id = person AND b.bucket_type = 'month';
    SELECT coalesce(sum(t.amount), 0) INTO given
    FROM roadtrip.credit_transactions AS t
    WHERE t.user_id = person AND t.source = 'video_revenue';
    due := greatest(floor(share::numeric / rate) - given, 0);
    IF due > 0 THEN
        INSERT INTO roadtrip.credit_transactions (user_id, transaction_type, amount, source, description)
        VALUES (person, 'earned', due, 'video_revenue', 'Revenue from videos.');
    END IF;
    RETURN due;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.convert_revenue FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.convert_revenue TO quintet_worker;

-- Keeps the counters of a roadtrip equal to its discoveries.
CREATE FUNCTION roadtrip.count_discoveries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.session_id IS NOT NULL THEN
        UPDATE roadtrip.roadtrip_sessions
        SET total_discoveries = total_discoveries - 1,
            new_discoveries = new_discoveries - OLD.is_new_discovery::integer
        WHERE id = OLD.session_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.session_id IS NOT NULL THEN
        UPDATE roadtrip.roadtrip_sessions
        SET total_discoveries = total_discoveries + 1,
            new_discoveries = new_discoveries + NEW.is_new_discovery::integer
        WHERE id = NEW.session_id;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.count_discoveries FROM PUBLIC;

-- Counts a call of the caller's, in the minute, the hour and the day; returns the counts there are now.
CREATE FUNCTION roadtrip.count_request(called text, refused boolean DEFAULT false)
RETURNS TABLE (span text, requests integer)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.api_usage_tracking AS usage (
        user_id, endpoint, bucket_type, time_bucket, rate_limited_count
    )
    SELECT roadtrip.account(), called, 'per_' || unit, date_trunc(unit, now(), 'UTC'), refused::integer
    FROM unnest(ARRAY['minute', 'hour', 'day']) AS unit
    ON CONFLICT (user_id, endpoint, bucket_type, time_bucket) DO UPDATE
    SET request_count = usage.request_count + 1,
        rate_limited_count = usage.rate_limited_count + excluded.rate_limited_count
    RETURNING usage.bucket_type, usage.request_count
$$;

REVOKE ALL ON FUNCTION roadtrip.count_request FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.count_request TO quintet_app;

-- A conversion that is credited brings the referrer its credits, once.
CREATE FUNCTION roadtrip.credit_referral() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.conversion_status <> 'credited' THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.conversion_status = 'credited' THEN
            RETURN NULL;
        END IF;
    END IF;
    UPDATE roadtrip.user_referrals
    SET total_friends_joined = total_friends_joined + 1,
        total_credits_earned = total_credits_earned + NEW.referrer_credits_earned
    WHERE user_id = NEW.referrer_id;
    IF NEW.referrer_credits_earned > 0 THEN
        INSERT INTO roadtrip.credit_transactions (user_id, transaction_type, amount, source, description)
        VALUES (NEW.referrer_id, 'earned', NEW.referrer_credits_earned, 'referral', 'A friend joined.');
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.credit_referral FROM PUBLIC;

-- How many discoveries there are in each category; nothing is said of groups of fewer than five people.
CREATE FUNCTION roadtrip.discovery_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (category text, discoveries bigint, new_discoveries bigint, discoverers bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT c.name::text, count(*), count(*) FILTER (WHERE d.is_new_discovery), count(DISTINCT d.user_id)
    FROM roadtrip.discoveries AS d
    JOIN roadtrip.poi_categories AS c ON c.id = d.category_id
    GROUP BY c.id
    HAVING count(DISTINCT d.user_id) >= greatest(smallest_group, 5)
    ORDER BY count(*) DESC, c.name
$$;

REVOKE ALL ON FUNCTION roadtrip.discovery_statistics FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.discovery_statistics TO quintet_app, quintet_admin, quintet_worker;

-- Drops the chunks of a hypertable whose rows are all older than this; returns how many. For the worker, and the
-- only way in which anything leaves the audit log. Revenue is not dropped.
CREATE FUNCTION roadtrip.drop_old_chunks(hypertable text, older_than interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    dropped bigint;
BEGIN
    IF hypertable NOT IN ('audit_log', 'api_usage_tracking', 'user_behavior_analytics') THEN
        RAISE EXCEPTION 'nothing is dropped from this table' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO dropped
    FROM public.drop_chunks(format('roadtrip.%I', hypertable)::regclass, older_than => older_than);
    RETURN dropped;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.drop_old_chunks FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.drop_old_chunks TO quintet_worker;

-- Erases a person: all that is theirs goes, and kept answers about no discovery that name them; revenue and the audit
-- log stay, without them. False if there is no such person. For the worker.
CREATE FUNCTION roadtrip.erase_account(person uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    found_person boolean;
BEGIN
    DELETE FROM roadtrip.ai_processing_cache AS c
    USING roadtrip.users AS u, unnest(ARRAY[u.id::text, replace(u.id::text, '-', ''), u.email, u.username]) AS mark
    WHERE u.id = person AND c.discovery_id IS NULL AND mark <> ''
        AND position(lower(mark) IN lower(concat_ws(' ', c.cache_key, c.input_data, c.output_data))) > 0;
    DELETE FROM roadtrip.users WHERE id = person;
    found_person := FOUND;
    IF found_person THEN
        REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.user_dashboards;
    END IF;
    RETURN found_person;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.erase_account FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.erase_account TO quintet_worker;

-- Ends the roadtrips whose time is over; returns how many. For the worker.
CREATE FUNCTION roadtrip.expire_sessions(moment timestamptz DEFAULT clock_timestamp()) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH ended AS (
        UPDATE roadtrip.roadtrip_sessions SET status = 'expired'
        WHERE status = 'active' AND expires_at <= moment
        RETURNING id
    )
    SELECT count(*) FROM ended
$$;

REVOKE ALL ON FUNCTION roadtrip.expire_sessions FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.expire_sessions TO quintet_worker;

-- Whatever in the data contradicts itself: ledgers that do not add up, counters and sums that have drifted,
-- constraints that were never validated. No rows mean that all is well. For the worker.
CREATE FUNCTION roadtrip.find_faults() RETURNS TABLE (fault text, found bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    WITH ledger AS (
        SELECT
            t.*,
            lag(t.balance_after, 1, 0) OVER numbered AS expected,
            row_number() OVER numbered AS place
        FROM roadtrip.credit_transactions AS t
        WINDOW numbered AS (PARTITION BY t.user_id ORDER BY t.number)
    ), faults (fault, found) AS (
        SELECT 'ledger is broken', count(*) FROM ledger WHERE balance_before <> expected OR number <> place
        UNION ALL
        SELECT 'balance differs from ledger', count(*)
        FROM roadtrip.user_credits AS c
        WHERE c.balance <> coalesce(
            (SELECT sum(t.amount) FROM roadtrip.credit_transactions AS t WHERE t.user_id = c.user_id), 0
        )
        UNION ALL
        SELECT 'discoveries of a roadtrip miscounted', count(*)
        FROM roadtrip.roadtrip_sessions AS s
        WHERE (s.total_discoveries, s.new_discoveries) <> (
            SELECT count(*), count(*) FILTER (WHERE d.is_new_discovery)
            FROM roadtrip.discoveries AS d
            WHERE d.session_id = s.id
        )
        UNION ALL
        SELECT 'sums of revenue have drifted', count(*)
        FROM (
            SELECT kind, sum(b.net_revenue_cents) AS summed
            FROM unnest(ARRAY['day', 'week', 'month']) AS kind
            LEFT JOIN roadtrip.revenue_by_bucket AS b ON b.bucket_type = kind
            GROUP BY kind
        ) AS sums
        WHERE coalesce(summed, 0) <> (SELECT coalesce(sum(v.net_revenue_cents), 0) FROM roadtrip.video_revenues AS v)
        UNION ALL
        SELECT 'constraint not validated', count(*)
        FROM pg_catalog.pg_constraint AS c
        WHERE c.connamespace = 'roadtrip'::regnamespace AND NOT c.convalidated
    )
    SELECT faults.fault, faults.found FROM faults WHERE faults.found > 0
$$;

REVOKE ALL ON FUNCTION roadtrip.find_faults FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.find_faults TO quintet_worker;

-- Gives a referral code that nobody has, and ends the link with it.
CREATE FUNCTION roadtrip.give_referral_code() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    signs constant text := 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    drawn text;
BEGIN
    WHILE NEW.referral_code IS NULL LOOP
        SELECT string_agg(substr(signs, roadtrip.random_number(36) + 1, 1), '') INTO drawn
        FROM generate_series(1, 8);
        NEW.referral_code := 'ROAD-' || left(drawn, 4) || '-' || right(drawn, 4);
        IF EXISTS (SELECT FROM roadtrip.user_referrals AS r WHERE r.referral_code = NEW.referral_code) THEN
            NEW.referral_code := NULL;
        END IF;
    END LOOP;
    IF right(NEW.referral_link, length(NEW.referral_code)) <> NEW.referral_code THEN
        NEW.referral_link := NEW.referral_link || NEW.referral_code;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.give_referral_code FROM PUBLIC;

-- The audit log is only added to. The one change allowed forgets who did something, when that person is erased.
CREATE FUNCTION roadtrip.guard_audit_log() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.user_id IS NULL
            AND to_jsonb(NEW) - 'user_id' = to_jsonb(OLD) - 'user_id'
            AND NOT EXISTS (SELECT FROM roadtrip.users AS u WHERE u.id = OLD.user_id) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit log is only added to' USING
        ERRCODE = 'insufficient_privilege', TABLE = 'audit_log', SCHEMA = 'roadtrip';
END
$$;

REVOKE ALL ON FUNCTION roadtrip.guard_audit_log FROM PUBLIC;

-- Only the ledger moves a balance: a statement that does so by itself is refused.
CREATE FUNCTION roadtrip.guard_balance() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF pg_trigger_depth() = 1
        AND (NEW.balance, NEW.total_earned, NEW.total_used)
            IS DISTINCT FROM (OLD.balance, OLD.total_earned, OLD.total_used) THEN
        RAISE EXCEPTION 'only the ledger moves a balance' USING
            ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.guard_balance FROM PUBLIC;

-- The ledger is only added to. Its rows go with the account they belong to, and not before.
CREATE FUNCTION roadtrip.guard_ledger() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM roadtrip.users AS u WHERE u.id = OLD.user_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the ledger is only added to' USING
        ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.guard_ledger FROM PUBLIC;

-- A roadtrip that starts gets an activation code that no other active roadtrip has; one that ends gives it back,
-- and its token ends with it.
CREATE FUNCTION roadtrip.keep_activation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status <> 'active' THEN
        NEW.activation_code := NULL;
        NEW.session_token := NULL;
        RETURN NEW;
    END IF;
    NEW.activated_at := coalesce(NEW.activated_at, clock_timestamp());
    WHILE NEW.activation_code IS NULL LOOP
        NEW.activation_code := lpad(roadtrip.random_number(1000000)::text, 6, '0');
        IF EXISTS (SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.activation_code = NEW.activation_code) THEN
            NEW.activation_code := NULL;
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.keep_activation FROM PUBLIC;

-- Writes the reference of city centres and removes cities that are not on the list, then anonymises what was
-- shared before there were cities. Returns the number of cities. For the worker.
CREATE FUNCTION roadtrip.load_cities(
    ids integer[],
    names text[],
    country_codes text[],
    latitudes double precision[],
    longitudes double precision[],
    populations integer[]
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    written bigint;
BEGIN
    INSERT INTO roadtrip.cities AS c (id, name, country_code, location, population)
    SELECT
        given.id,
        given.name,
        given.country_code,
        public.ST_SetSRID(public.ST_MakePoint(given.longitude, given.latitude), 4326)::public.geography,
        given.population
    FROM unnest(ids, names, country_codes, latitudes, longitudes, populations)
        AS given (id, name, country_code, latitude, longitude, population)
    ON CONFLICT (id) DO UPDATE
    SET name = excluded.name,
        country_code = excluded.country_code,
        location = excluded.location,
        population = excluded.population;
    GET DIAGNOSTICS written = ROW_COUNT;
    DELETE FROM roadtrip.cities AS c WHERE c.id <> ALL (ids);
    UPDATE roadtrip.discoveries AS d SET location_public = NULL
    FROM roadtrip.users AS u
    WHERE u.id = d.user_id AND d.location_public IS NULL AND roadtrip.shares_discoveries(u.privacy_settings);
    RETURN written;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.load_cities FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.load_cities TO quintet_worker;

-- Numbers a transaction and states the balance before and after it, whatever was sent. The lock on the balance puts
-- the transactions of a person in order. A balance below zero is refused.
CREATE FUNCTION roadtrip.number_transaction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM FROM roadtrip.user_credits AS c WHERE c.user_id = NEW.user_id FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nobody has these credits' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_credit_transactions_user_id',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    SELECT t.number, t.balance_after INTO NEW.number, NEW.balance_before
    FROM roadtrip.credit_transactions AS t
    WHERE t.user_id = NEW.user_id
    ORDER BY t.number DESC
    LIMIT 1;
    NEW.number := coalesce(NEW.number, 0) + 1;
    NEW.balance_before := coalesce(NEW.balance_before, 0);
    NEW.balance_after := NEW.balance_before + NEW.amount;
    IF NEW.balance_after < 0 THEN
        RAISE EXCEPTION 'too few credits' USING ERRCODE = 'QN402', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.number_transaction FROM PUBLIC;

-- A new account has credits from the start.
CREATE FUNCTION roadtrip.open_credits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO roadtrip.user_credits (user_id, created_at) VALUES (NEW.id, NEW.created_at);
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.open_credits FROM PUBLIC;

-- The credits that an account begins with are the first transaction of its ledger.
CREATE FUNCTION roadtrip.open_ledger() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.balance > 0 THEN
        INSERT INTO roadtrip.credit_transactions (
            user_id, transaction_type, amount, source, description, created_at
        )
        VALUES (NEW.user_id, 'promotional', NEW.balance, 'welcome', 'Free roadtrips to begin with.', NEW.created_at);
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.open_ledger FROM PUBLIC;

-- A transaction in the ledger moves the balance.
CREATE FUNCTION roadtrip.post_transaction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.user_credits
    SET balance = NEW.balance_after,
        total_earned = total_earned + CASE NEW.transaction_type WHEN 'earned' THEN NEW.amount ELSE 0 END,
        total_used = total_used - CASE NEW.transaction_type WHEN 'used' THEN NEW.amount ELSE 0 END
    WHERE user_id = NEW.user_id;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.post_transaction FROM PUBLIC;

-- A number from 0 to below the limit that nobody can foretell.
CREATE FUNCTION roadtrip.random_number(below integer) RETURNS integer
LANGUAGE sql VOLATILE SET search_path = ''
AS $$
    SELECT mod(('x' || left(gen_random_uuid()::text, 8))::bit(32)::bigint, below)::integer
$$;

REVOKE ALL ON FUNCTION roadtrip.random_number FROM PUBLIC;

-- Writes a change of a row into the audit log. The legal basis is that of the transaction (the setting
-- quintet.legal_basis) or else the usual one of the table.
-- Arguments: the usual legal basis, the table's name, then the columns whose values may be recorded.
CREATE FUNCTION roadtrip.record_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    recorded text[] := TG_ARGV[2:];
    person uuid;
    jurisdiction text;
BEGIN
    SELECT u.id, roadtrip.region_of(u.country_code) INTO person, jurisdiction
    FROM roadtrip.users AS u
    WHERE u.id = roadtrip.account();
    INSERT INTO roadtrip.audit_log (
        table_name, operation, user_id, old_values, new_values, legal_basis, user_jurisdiction
    ) VALUES (
        TG_ARGV[1],
        TG_OP,
        person,
        CASE WHEN before IS NOT NULL THEN roadtrip.recorded_values(before, after, recorded) END,
        CASE WHEN after IS NOT NULL THEN roadtrip.recorded_values(after, before, recorded) END,
        coalesce(nullif(current_setting('quintet.legal_basis', true), ''), TG_ARGV[0]),
        jurisdiction
    );
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.record_audit FROM PUBLIC;

-- Writes into the audit log that people read rows of tables: the n-th person the n-th table, on the n-th legal basis.
-- A person is null where somebody without an account read, or where the account is gone by now.
CREATE FUNCTION roadtrip.record_reads(persons uuid[], tables text[], bases text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO roadtrip.audit_log (table_name, operation, user_id, legal_basis, user_jurisdiction)
    SELECT read.table_name, 'SELECT', u.id, read.legal_basis, roadtrip.region_of(u.country_code)
    FROM unnest(persons, tables, bases) AS read (person, table_name, legal_basis)
    LEFT JOIN roadtrip.users AS u ON u.id = read.person;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.record_reads FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.record_reads TO quintet_admin;

-- What the audit trail says of a row: of a change, only what differs from the other row, and the key. Values that
-- may not be recorded are shown to be there, and no more.
CREATE FUNCTION roadtrip.recorded_values(whole jsonb, other jsonb, recorded text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT coalesce(
        jsonb_object_agg(
            part.key,
            CASE
                WHEN part.key = ANY (recorded) OR part.value = 'null' THEN part.value
                ELSE '"[redacted]"'::jsonb
            END
        ),
        '{}'
    )
    FROM jsonb_each(whole) AS part
    WHERE other IS NULL
        OR part.value IS DISTINCT FROM other -> part.key
        OR (part.key = 'id' AND part.key = ANY (recorded))
$$;

REVOKE ALL ON FUNCTION roadtrip.recorded_values FROM PUBLIC;

-- Takes everybody's numbers anew, while the old ones can be read. For the worker.
CREATE FUNCTION roadtrip.refresh_user_dashboards() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY roadtrip.user_dashboards;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.refresh_user_dashboards FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.refresh_user_dashboards TO quintet_worker;

-- The legal region of a country: EU for the European Economic Area, else the country itself ('CA' is Canada, as
-- no state is known). Somebody whose country is unknown is given the strictest protection, that of the EU.
CREATE FUNCTION roadtrip.region_of(country text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT CASE WHEN country IS NULL OR country IN (
        'AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU',
        'LV', 'MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO'
    ) THEN 'EU' ELSE country END
$$;

REVOKE ALL ON FUNCTION roadtrip.region_of FROM PUBLIC;

-- What is said in the car and what is done in the app is collected with the person's consent alone. It is asked after
-- row security was, so that nobody learns what somebody else has agreed to.
CREATE FUNCTION roadtrip.require_consent() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM roadtrip.users AS u WHERE u.id = NEW.user_id AND u.gdpr_consent) THEN
        RAISE EXCEPTION 'no consent' USING ERRCODE = 'QN403';
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.require_consent FROM PUBLIC;

-- How many roadtrips there were each month; nothing is said of groups of fewer than five people.
CREATE FUNCTION roadtrip.roadtrip_statistics(smallest_group integer DEFAULT 5)
RETURNS TABLE (month date, roadtrips bigint, travellers bigint, discoveries bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT
        date_trunc('month', s.created_at, 'UTC')::date,
        count(*),
        count(DISTINCT s.user_id),
        sum(s.total_discoveries)
    FROM roadtrip.roadtrip_sessions AS s
    GROUP BY date_trunc('month', s.created_at, 'UTC')
    HAVING count(DISTINCT s.user_id) >= greatest(smallest_group, 5)
    ORDER BY 1 DESC
$$;

REVOKE ALL ON FUNCTION roadtrip.roadtrip_statistics FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.roadtrip_statistics TO quintet_app, quintet_admin, quintet_worker;

-- Keeps the sums by day, week and month equal to the revenues they are of. Sums of a person who is being erased
-- move to nobody: those that are gone already are not made again.
CREATE FUNCTION roadtrip.roll_up_revenue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE roadtrip.revenue_by_bucket AS b
        SET entries = b.entries - 1,
            views = b.views - OLD.views,
            revenue_cents = b.revenue_cents - OLD.revenue_cents,
            net_revenue_cents = b.net_revenue_cents - OLD.net_revenue_cents,
            user_share_cents = b.user_share_cents - OLD.user_share_cents,
            platform_share_cents = b.platform_share_cents - OLD.platform_share_cents
        WHERE b.user_id IS NOT DISTINCT FROM OLD.user_id
            AND b.platform_id = OLD.platform_id
            AND (b.bucket_type, b.bucket) IN (
                SELECT kind, date_trunc(kind, OLD.date::timestamp)::date
                FROM unnest(ARRAY['day', 'week', 'month']) AS kind
            );
        DELETE FROM roadtrip.revenue_by_bucket AS b
        WHERE b.user_id IS NOT DISTINCT FROM OLD.user_id
            AND b.platform_id = OLD.platform_id
            AND b.bucket BETWEEN OLD.date - 31 AND OLD.date
            AND b.entries = 0;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO roadtrip.revenue_by_bucket AS b (
            user_id, platform_id, bucket_type, bucket, entries, views,
            revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents
        )
        SELECT
            NEW.user_id, NEW.platform_id, kind, date_trunc(kind, NEW.date::timestamp)::date, 1, NEW.views,
            NEW.revenue_cents, NEW.net_revenue_cents, NEW.user_share_cents, NEW.platform_share_cents
        FROM unnest(ARRAY['day', 'week', 'month']) AS kind
        ON CONFLICT (user_id, bucket_type, bucket, platform_id) DO UPDATE
        SET entries = b.entries + excluded.entries,
            views = b.views + excluded.views,
            revenue_cents = b.revenue_cents + excluded.revenue_cents,
            net_revenue_cents = b.net_revenue_cents + excluded.net_revenue_cents,
            user_share_cents = b.user_share_cents + excluded.user_share_cents,
            platform_share_cents = b.platform_share_cents + excluded.platform_share_cents;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.roll_up_revenue FROM PUBLIC;

-- Keeps the SHA-256 of the token of the caller's running roadtrip; false if there is no such roadtrip.
CREATE FUNCTION roadtrip.set_session_token(session uuid, token_sha256 text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH kept AS (
        UPDATE roadtrip.roadtrip_sessions AS s SET session_token = token_sha256
        WHERE s.id = session AND s.user_id = roadtrip.account() AND s.status = 'active'
            AND s.expires_at > clock_timestamp()
        RETURNING s.id
    )
    SELECT EXISTS (SELECT FROM kept)
$$;

REVOKE ALL ON FUNCTION roadtrip.set_session_token FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.set_session_token TO quintet_app;

-- Whether a person lets others see their discoveries.
CREATE FUNCTION roadtrip.shares_discoveries(privacy_settings jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT coalesce((privacy_settings ->> 'share_discoveries')::boolean, false)
$$;

REVOKE ALL ON FUNCTION roadtrip.shares_discoveries FROM PUBLIC;

-- Sets the Roadtrip account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE FUNCTION roadtrip.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM roadtrip.users AS u WHERE u.id = account AND u.is_active) THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.roadtrip_account', account::text, true);
END
$$;

REVOKE ALL ON FUNCTION roadtrip.sign_in FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.sign_in TO quintet_app, quintet_admin, quintet_worker;

-- What each person in the United States received in one year, in cents. For the worker.
CREATE FUNCTION roadtrip.tax_report(report_year integer) RETURNS TABLE (user_id uuid, user_share_cents bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT b.user_id, sum(b.user_share_cents)::bigint
    FROM roadtrip.revenue_by_bucket AS b
    JOIN roadtrip.users AS u ON u.id = b.user_id
    WHERE u.country_code = 'US'
        AND b.bucket_type = 'month'
        AND b.bucket BETWEEN make_date(report_year, 1, 1) AND make_date(report_year, 12, 31)
    GROUP BY b.user_id
$$;

REVOKE ALL ON FUNCTION roadtrip.tax_report FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.tax_report TO quintet_worker;

-- What everybody may know of discoveries that are shared: no exact place, no discoverer, no scores. It has no
-- security barrier, since a barrier would keep searches by distance from using the spatial index.
CREATE VIEW roadtrip.public_discoveries AS
SELECT d.id, d.poi_name, d.category_id, d.location_public, d.validation_status, d.created_at
FROM roadtrip.discoveries AS d
WHERE d.location_public IS NOT NULL;

COMMENT ON VIEW roadtrip.public_discoveries IS 'What everybody may know of a discovery that is shared.';

COMMENT ON COLUMN roadtrip.public_discoveries.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.public_discoveries.poi_name IS 'Name of the place.';

COMMENT ON COLUMN roadtrip.public_discoveries.category_id IS 'What kind of place it is.';

COMMENT ON COLUMN roadtrip.public_discoveries.location_public IS 'Centre of the city nearest to it.';

COMMENT ON COLUMN roadtrip.public_discoveries.validation_status IS 'Whether its existence was confirmed, and by whom.';

COMMENT ON COLUMN roadtrip.public_discoveries.created_at IS 'When it became known.';

-- Each person's numbers at a glance, as of the last refresh.
CREATE MATERIALIZED VIEW roadtrip.user_dashboards AS
SELECT
    u.id AS user_id,
    coalesce(trips.roadtrips, 0) AS roadtrips,
    trips.last_roadtrip_at,
    coalesce(found.discoveries, 0) AS discoveries,
    coalesce(found.new_discoveries, 0) AS new_discoveries,
    coalesce(filmed.videos, 0) AS videos,
    coalesce(earned.views, 0)::bigint AS views,
    coalesce(earned.user_share_cents, 0)::bigint AS user_share_cents,
    coalesce(credits.balance, 0) AS credit_balance,
    coalesce(referrals.total_friends_joined, 0) AS friends_joined,
    now() AS refreshed_at
FROM roadtrip.users AS u
LEFT JOIN (
    SELECT s.user_id, count(*) AS roadtrips, max(s.created_at) AS last_roadtrip_at
    FROM roadtrip.roadtrip_sessions AS s
    GROUP BY s.user_id
) AS trips ON trips.user_id = u.id
LEFT JOIN (
    SELECT d.user_id, count(*) AS discoveries, count(*) FILTER (WHERE d.is_new_discovery) AS new_discoveries
    FROM roadtrip.discoveries AS d
    GROUP BY d.user_id
) AS found ON found.user_id = u.id
LEFT JOIN (
    SELECT d.user_id, count(*) AS videos
    FROM roadtrip.videos AS v
    JOIN roadtrip.discoveries AS d ON d.id = v.discovery_id
    GROUP BY d.user_id
) AS filmed ON filmed.user_id = u.id
LEFT JOIN (
    SELECT b.user_id, sum(b.views) AS views, sum(b.user_share_cents) AS user_share_cents
    FROM roadtrip.revenue_by_bucket AS b
    WHERE b.bucket_type = 'month'
    GROUP BY b.user_id
) AS earned ON earned.user_id = u.id
LEFT JOIN roadtrip.user_credits AS credits ON credits.user_id = u.id
LEFT JOIN roadtrip.user_referrals AS referrals ON referrals.user_id = u.id;

CREATE UNIQUE INDEX uq_user_dashboards_user_id ON roadtrip.user_dashboards (user_id);

COMMENT ON MATERIALIZED VIEW roadtrip.user_dashboards IS 'A person''s numbers at a glance, as of the last refresh.';

COMMENT ON COLUMN roadtrip.user_dashboards.user_id IS 'Whose numbers they are.';

COMMENT ON COLUMN roadtrip.user_dashboards.roadtrips IS 'Number of roadtrips.';

COMMENT ON COLUMN roadtrip.user_dashboards.last_roadtrip_at IS 'When the last roadtrip began.';

COMMENT ON COLUMN roadtrip.user_dashboards.discoveries IS 'Number of discoveries.';

COMMENT ON COLUMN roadtrip.user_dashboards.new_discoveries IS 'Those of them that nobody knew before.';

COMMENT ON COLUMN roadtrip.user_dashboards.videos IS 'Number of videos about them.';

COMMENT ON COLUMN roadtrip.user_dashboards.views IS 'How often the videos were seen.';

COMMENT ON COLUMN roadtrip.user_dashboards.user_share_cents IS 'The person''s share of the revenue, in cents.';

COMMENT ON COLUMN roadtrip.user_dashboards.credit_balance IS 'Credits there were.';

COMMENT ON COLUMN roadtrip.user_dashboards.friends_joined IS 'Friends whose joining was credited.';

COMMENT ON COLUMN roadtrip.user_dashboards.refreshed_at IS 'When the numbers were taken.';

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.data_retention_policies
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legal_obligation', 'data_retention_policies', 'id', 'table_name', 'retention_period_days', 'policy_type', 'cleanup_frequency', 'is_active', 'last_applied_at', 'created_at');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.poi_categories
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legitimate_interests', 'poi_categories', 'id');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.social_platforms
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legitimate_interests', 'social_platforms', 'id');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.users
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'users', 'subscription_status', 'gdpr_consent', 'data_retention_expires_at', 'is_active', 'created_at');

CREATE TRIGGER open_credits AFTER INSERT ON roadtrip.users
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.open_credits();

CREATE TRIGGER apply_privacy AFTER UPDATE OF privacy_settings ON roadtrip.users
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.apply_privacy();

CREATE TRIGGER guard_audit_log BEFORE UPDATE OR DELETE ON roadtrip.audit_log
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.guard_audit_log();

CREATE TRIGGER guard_audit_log_whole BEFORE TRUNCATE ON roadtrip.audit_log
    FOR EACH STATEMENT
    EXECUTE FUNCTION roadtrip.guard_audit_log();

CREATE TRIGGER enforce_status BEFORE UPDATE OF status ON roadtrip.roadtrip_sessions
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION quintet.enforce_transitions('status', 'active>completed', 'active>cancelled', 'active>expired');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.roadtrip_sessions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'roadtrip_sessions', 'id', 'status', 'credits_consumed', 'total_discoveries', 'new_discoveries', 'expires_at', 'activated_at', 'created_at');

CREATE TRIGGER keep_activation BEFORE INSERT OR UPDATE OF status, activation_code ON roadtrip.roadtrip_sessions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.keep_activation();

CREATE TRIGGER charge_session AFTER INSERT ON roadtrip.roadtrip_sessions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.charge_session();

CREATE TRIGGER require_consent AFTER INSERT ON roadtrip.user_behavior_analytics
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.require_consent();

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.user_credits
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'user_credits', 'balance', 'total_earned', 'total_used', 'conversion_rate_cents', 'auto_conversion_enabled', 'created_at');

CREATE TRIGGER guard_balance BEFORE UPDATE ON roadtrip.user_credits
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.guard_balance();

CREATE TRIGGER open_ledger AFTER INSERT ON roadtrip.user_credits
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.open_ledger();

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.user_referrals
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'user_referrals', 'total_friends_joined', 'total_credits_earned', 'created_at');

CREATE TRIGGER give_referral_code BEFORE INSERT ON roadtrip.user_referrals
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.give_referral_code();

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.credit_transactions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legal_obligation', 'credit_transactions', 'id', 'transaction_type', 'amount', 'balance_before', 'balance_after', 'number', 'created_at');

CREATE TRIGGER number_transaction BEFORE INSERT ON roadtrip.credit_transactions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.number_transaction();

CREATE TRIGGER post_transaction AFTER INSERT ON roadtrip.credit_transactions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.post_transaction();

CREATE TRIGGER guard_ledger BEFORE UPDATE OR DELETE ON roadtrip.credit_transactions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.guard_ledger();

CREATE TRIGGER guard_ledger_whole BEFORE TRUNCATE ON roadtrip.credit_transactions
    FOR EACH STATEMENT
    EXECUTE FUNCTION roadtrip.guard_ledger();

CREATE TRIGGER check_category_id AFTER INSERT OR UPDATE OF category_id ON roadtrip.discoveries
    FOR EACH ROW
    EXECUTE FUNCTION quintet.check_reference('category_id', 'roadtrip.poi_categories', 'id', 'true');

CREATE TRIGGER check_session_id AFTER INSERT OR UPDATE OF session_id ON roadtrip.discoveries
    FOR EACH ROW
    EXECUTE FUNCTION quintet.check_reference('session_id', 'roadtrip.roadtrip_sessions', 'id', 'true');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.discoveries
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'discoveries', 'id', 'category_id', 'validation_status', 'is_new_discovery', 'uniqueness_score', 'eligible_for_revenue', 'revenue_potential_score', 'discovery_method', 'discovery_timestamp', 'session_id', 'created_at');

CREATE TRIGGER anonymise_location BEFORE INSERT OR UPDATE OF location, location_public, user_id ON roadtrip.discoveries
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.anonymise_location();

CREATE TRIGGER same_person BEFORE INSERT OR UPDATE OF session_id, user_id ON roadtrip.discoveries
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.check_session_owner();

CREATE TRIGGER count_discoveries AFTER INSERT OR DELETE OR UPDATE OF session_id, is_new_discovery ON roadtrip.discoveries
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.count_discoveries();

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.referral_invitations
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legitimate_interests', 'referral_invitations', 'id', 'created_at');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.roadtrip_waypoints
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'roadtrip_waypoints', 'id', 'session_id', 'position', 'reached_at', 'created_at');

CREATE TRIGGER check_session_id AFTER INSERT OR UPDATE OF session_id ON roadtrip.voice_interactions
    FOR EACH ROW
    EXECUTE FUNCTION quintet.check_reference('session_id', 'roadtrip.roadtrip_sessions', 'id', 'true');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.voice_interactions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('consent', 'voice_interactions', 'id', 'session_id', 'interaction_type', 'processing_time_ms', 'confidence_score', 'audio_data_retained', 'created_at');

CREATE TRIGGER same_person BEFORE INSERT OR UPDATE OF session_id, user_id ON roadtrip.voice_interactions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.check_session_owner();

CREATE TRIGGER require_consent AFTER INSERT ON roadtrip.voice_interactions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.require_consent();

CREATE TRIGGER enforce_conversion_status BEFORE UPDATE OF conversion_status ON roadtrip.referral_conversions
    FOR EACH ROW WHEN (OLD.conversion_status IS DISTINCT FROM NEW.conversion_status)
    EXECUTE FUNCTION quintet.enforce_transitions('conversion_status', 'pending>qualified', 'qualified>credited');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.referral_conversions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'referral_conversions', 'id', 'conversion_status', 'referrer_credits_earned', 'invitation_id', 'created_at');

CREATE TRIGGER check_referrer BEFORE INSERT OR UPDATE OF referrer_id, referral_code, invitation_id ON roadtrip.referral_conversions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.check_referrer();

CREATE TRIGGER credit_referral AFTER INSERT OR UPDATE OF conversion_status ON roadtrip.referral_conversions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.credit_referral();

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.review_distillations
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'review_distillations', 'id', 'discovery_id', 'estimated_reading_time_seconds', 'created_at');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.videos
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'videos', 'id', 'discovery_id', 'created_at');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.platform_uploads
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'platform_uploads', 'id', 'video_id', 'platform_id', 'created_at');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.podcast_episodes
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'podcast_episodes', 'id', 'discovery_id', 'duration_seconds', 'play_count', 'completion_rate', 'status', 'review_distillation_id', 'created_at');

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.video_revenues
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('legal_obligation', 'video_revenues', 'id', 'video_id', 'discovery_id', 'date', 'platform_id', 'views', 'revenue_cents', 'net_revenue_cents', 'user_share_cents', 'platform_share_cents', 'created_at');

CREATE TRIGGER attribute_revenue BEFORE INSERT ON roadtrip.video_revenues
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.attribute_revenue();

CREATE TRIGGER roll_up_revenue AFTER INSERT OR UPDATE OR DELETE ON roadtrip.video_revenues
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.roll_up_revenue();

CREATE TRIGGER record_audit AFTER INSERT OR UPDATE OR DELETE ON roadtrip.video_versions
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.record_audit('contract', 'video_versions', 'id', 'video_id', 'version_number', 'created_at');

ALTER TABLE roadtrip.cities ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.cities FORCE ROW LEVEL SECURITY;

CREATE POLICY cities_staff ON roadtrip.cities
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY cities_owner ON roadtrip.cities
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, name, country_code, location, population) ON roadtrip.cities TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.cities TO quintet_worker;

GRANT USAGE ON SEQUENCE roadtrip.cities_id_seq TO quintet_worker;

ALTER TABLE roadtrip.data_retention_policies ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.data_retention_policies FORCE ROW LEVEL SECURITY;

CREATE POLICY data_retention_policies_staff ON roadtrip.data_retention_policies
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY data_retention_policies_owner ON roadtrip.data_retention_policies
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, table_name, retention_period_days, policy_type, applies_to_regions, cleanup_frequency, is_active, last_applied_at, created_at) ON roadtrip.data_retention_policies TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.data_retention_policies TO quintet_worker;

GRANT USAGE ON SEQUENCE roadtrip.data_retention_policies_id_seq TO quintet_worker;

ALTER TABLE roadtrip.poi_categories ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.poi_categories FORCE ROW LEVEL SECURITY;

CREATE POLICY poi_categories_select ON roadtrip.poi_categories
    FOR SELECT TO quintet_app
    USING (true);

CREATE POLICY poi_categories_staff ON roadtrip.poi_categories
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY poi_categories_owner ON roadtrip.poi_categories
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, name) ON roadtrip.poi_categories TO quintet_app;

GRANT SELECT (id, name) ON roadtrip.poi_categories TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.poi_categories TO quintet_worker;

GRANT USAGE ON SEQUENCE roadtrip.poi_categories_id_seq TO quintet_worker;

ALTER TABLE roadtrip.social_platforms ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.social_platforms FORCE ROW LEVEL SECURITY;

CREATE POLICY social_platforms_select ON roadtrip.social_platforms
    FOR SELECT TO quintet_app
    USING (true);

CREATE POLICY social_platforms_staff ON roadtrip.social_platforms
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY social_platforms_owner ON roadtrip.social_platforms
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, name) ON roadtrip.social_platforms TO quintet_app;

GRANT SELECT (id, name) ON roadtrip.social_platforms TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.social_platforms TO quintet_worker;

GRANT USAGE ON SEQUENCE roadtrip.social_platforms_id_seq TO quintet_worker;

ALTER TABLE roadtrip.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.users FORCE ROW LEVEL SECURITY;

CREATE POLICY users_select ON roadtrip.users
    FOR SELECT TO quintet_app
    USING (users.id = (SELECT roadtrip.account()));

CREATE POLICY users_update ON roadtrip.users
    FOR UPDATE TO quintet_app
    USING (users.id = (SELECT roadtrip.account()))
    WITH CHECK (users.id = (SELECT roadtrip.account()));

CREATE POLICY users_staff ON roadtrip.users
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY users_owner ON roadtrip.users
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, email, username, privacy_settings, country_code, subscription_status, gdpr_consent, data_retention_expires_at, preferences, is_active, created_at) ON roadtrip.users TO quintet_app;

GRANT UPDATE (username, privacy_settings, preferences, country_code, gdpr_consent) ON roadtrip.users TO quintet_app;

GRANT SELECT (id, email, username, privacy_settings, country_code, subscription_status, gdpr_consent, data_retention_expires_at, preferences, is_active, created_at) ON roadtrip.users TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.users TO quintet_worker;

CREATE VIEW roadtrip.api_usage_tracking_visible WITH (security_barrier) AS
    SELECT id, user_id, endpoint, time_bucket, bucket_type, request_count, rate_limited_count FROM roadtrip.api_usage_tracking WHERE api_usage_tracking.user_id = (SELECT roadtrip.account());

GRANT SELECT ON roadtrip.api_usage_tracking_visible TO quintet_app;

GRANT SELECT (id, user_id, endpoint, time_bucket, bucket_type, request_count, rate_limited_count) ON roadtrip.api_usage_tracking TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.api_usage_tracking TO quintet_worker;

CREATE VIEW roadtrip.audit_log_visible WITH (security_barrier) AS
    SELECT id, table_name, operation, user_id, old_values, new_values, legal_basis, user_jurisdiction, created_at FROM roadtrip.audit_log WHERE audit_log.user_id = (SELECT roadtrip.account());

GRANT SELECT ON roadtrip.audit_log_visible TO quintet_app;

GRANT SELECT (id, table_name, operation, user_id, old_values, new_values, legal_basis, user_jurisdiction, created_at) ON roadtrip.audit_log TO quintet_admin;

GRANT SELECT, INSERT ON roadtrip.audit_log TO quintet_worker;

GRANT SELECT (id, poi_name, category_id, location_public, validation_status, created_at) ON roadtrip.public_discoveries TO quintet_app;

GRANT SELECT (id, poi_name, category_id, location_public, validation_status, created_at) ON roadtrip.public_discoveries TO quintet_admin;

GRANT SELECT ON roadtrip.public_discoveries TO quintet_worker;

ALTER TABLE roadtrip.revenue_by_bucket ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.revenue_by_bucket FORCE ROW LEVEL SECURITY;

CREATE POLICY revenue_by_bucket_select ON roadtrip.revenue_by_bucket
    FOR SELECT TO quintet_app
    USING (revenue_by_bucket.user_id = (SELECT roadtrip.account()));

CREATE POLICY revenue_by_bucket_staff ON roadtrip.revenue_by_bucket
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY revenue_by_bucket_owner ON roadtrip.revenue_by_bucket
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, bucket_type, bucket, platform_id, entries, views, revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents) ON roadtrip.revenue_by_bucket TO quintet_app;

GRANT SELECT (id, user_id, bucket_type, bucket, platform_id, entries, views, revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents) ON roadtrip.revenue_by_bucket TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.revenue_by_bucket TO quintet_worker;

ALTER TABLE roadtrip.roadtrip_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.roadtrip_sessions FORCE ROW LEVEL SECURITY;

CREATE POLICY roadtrip_sessions_select ON roadtrip.roadtrip_sessions
    FOR SELECT TO quintet_app
    USING (roadtrip_sessions.user_id = (SELECT roadtrip.account()));

CREATE POLICY roadtrip_sessions_insert ON roadtrip.roadtrip_sessions
    FOR INSERT TO quintet_app
    WITH CHECK (roadtrip_sessions.user_id = (SELECT roadtrip.account()));

CREATE POLICY roadtrip_sessions_update ON roadtrip.roadtrip_sessions
    FOR UPDATE TO quintet_app
    USING (roadtrip_sessions.user_id = (SELECT roadtrip.account()))
    WITH CHECK (roadtrip_sessions.user_id = (SELECT roadtrip.account()));

CREATE POLICY roadtrip_sessions_staff ON roadtrip.roadtrip_sessions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY roadtrip_sessions_owner ON roadtrip.roadtrip_sessions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, activation_code, status, credits_consumed, total_discoveries, new_discoveries, expires_at, origin_location, destination_location, activated_at, created_at) ON roadtrip.roadtrip_sessions TO quintet_app;

GRANT INSERT (id, user_id, expires_at, origin_location, destination_location) ON roadtrip.roadtrip_sessions TO quintet_app;

GRANT UPDATE (status, origin_location, destination_location) ON roadtrip.roadtrip_sessions TO quintet_app;

GRANT SELECT (id, user_id, activation_code, status, credits_consumed, total_discoveries, new_discoveries, expires_at, origin_location, destination_location, activated_at, created_at) ON roadtrip.roadtrip_sessions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.roadtrip_sessions TO quintet_worker;

CREATE VIEW roadtrip.user_behavior_analytics_visible WITH (security_barrier) AS
    SELECT id, user_id, occurred_at, event_type, properties FROM roadtrip.user_behavior_analytics WHERE user_behavior_analytics.user_id = (SELECT roadtrip.account());

GRANT SELECT ON roadtrip.user_behavior_analytics_visible TO quintet_app;

GRANT SELECT (id, user_id, occurred_at, event_type, properties) ON roadtrip.user_behavior_analytics TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.user_behavior_analytics TO quintet_worker;

ALTER TABLE roadtrip.user_credits ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.user_credits FORCE ROW LEVEL SECURITY;

CREATE POLICY user_credits_select ON roadtrip.user_credits
    FOR SELECT TO quintet_app
    USING (user_credits.user_id = (SELECT roadtrip.account()));

CREATE POLICY user_credits_update ON roadtrip.user_credits
    FOR UPDATE TO quintet_app
    USING (user_credits.user_id = (SELECT roadtrip.account()))
    WITH CHECK (user_credits.user_id = (SELECT roadtrip.account()));

CREATE POLICY user_credits_staff ON roadtrip.user_credits
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY user_credits_owner ON roadtrip.user_credits
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (user_id, balance, total_earned, total_used, conversion_rate_cents, auto_conversion_enabled, created_at) ON roadtrip.user_credits TO quintet_app;

GRANT UPDATE (auto_conversion_enabled) ON roadtrip.user_credits TO quintet_app;

GRANT SELECT (user_id, balance, total_earned, total_used, conversion_rate_cents, auto_conversion_enabled, created_at) ON roadtrip.user_credits TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.user_credits TO quintet_worker;

CREATE VIEW roadtrip.user_dashboards_visible WITH (security_barrier) AS
    SELECT user_id, roadtrips, last_roadtrip_at, discoveries, new_discoveries, videos, views, user_share_cents, credit_balance, friends_joined, refreshed_at FROM roadtrip.user_dashboards WHERE user_dashboards.user_id = (SELECT roadtrip.account());

GRANT SELECT ON roadtrip.user_dashboards_visible TO quintet_app;

GRANT SELECT (user_id, roadtrips, last_roadtrip_at, discoveries, new_discoveries, videos, views, user_share_cents, credit_balance, friends_joined, refreshed_at) ON roadtrip.user_dashboards TO quintet_admin;

GRANT SELECT ON roadtrip.user_dashboards TO quintet_worker;

ALTER TABLE roadtrip.user_referrals ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.user_referrals FORCE ROW LEVEL SECURITY;

CREATE POLICY user_referrals_select ON roadtrip.user_referrals
    FOR SELECT TO quintet_app
    USING (user_referrals.user_id = (SELECT roadtrip.account()));

CREATE POLICY user_referrals_insert ON roadtrip.user_referrals
    FOR INSERT TO quintet_app
    WITH CHECK (user_referrals.user_id = (SELECT roadtrip.account()));

CREATE POLICY user_referrals_staff ON roadtrip.user_referrals
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY user_referrals_owner ON roadtrip.user_referrals
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (user_id, referral_code, referral_link, qr_code_url, total_friends_joined, total_credits_earned, created_at) ON roadtrip.user_referrals TO quintet_app;

GRANT INSERT (user_id, referral_link, qr_code_url) ON roadtrip.user_referrals TO quintet_app;

GRANT SELECT (user_id, referral_code, referral_link, qr_code_url, total_friends_joined, total_credits_earned, created_at) ON roadtrip.user_referrals TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.user_referrals TO quintet_worker;

ALTER TABLE roadtrip.credit_transactions ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.credit_transactions FORCE ROW LEVEL SECURITY;

CREATE POLICY credit_transactions_select ON roadtrip.credit_transactions
    FOR SELECT TO quintet_app
    USING (credit_transactions.user_id = (SELECT roadtrip.account()));

CREATE POLICY credit_transactions_staff ON roadtrip.credit_transactions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY credit_transactions_owner ON roadtrip.credit_transactions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, transaction_type, amount, source, description, balance_before, balance_after, number, created_at) ON roadtrip.credit_transactions TO quintet_app;

GRANT SELECT (id, user_id, transaction_type, amount, source, description, balance_before, balance_after, number, created_at) ON roadtrip.credit_transactions TO quintet_admin;

GRANT SELECT, INSERT ON roadtrip.credit_transactions TO quintet_worker;

ALTER TABLE roadtrip.discoveries ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.discoveries FORCE ROW LEVEL SECURITY;

CREATE POLICY discoveries_select ON roadtrip.discoveries
    FOR SELECT TO quintet_app
    USING (discoveries.user_id = (SELECT roadtrip.account()));

CREATE POLICY discoveries_insert ON roadtrip.discoveries
    FOR INSERT TO quintet_app
    WITH CHECK (discoveries.user_id = (SELECT roadtrip.account()));

CREATE POLICY discoveries_update ON roadtrip.discoveries
    FOR UPDATE TO quintet_app
    USING (discoveries.user_id = (SELECT roadtrip.account()))
    WITH CHECK (discoveries.user_id = (SELECT roadtrip.account()));

CREATE POLICY discoveries_delete ON roadtrip.discoveries
    FOR DELETE TO quintet_app
    USING (discoveries.user_id = (SELECT roadtrip.account()));

CREATE POLICY discoveries_staff ON roadtrip.discoveries
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY discoveries_owner ON roadtrip.discoveries
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, poi_name, location, location_public, category_id, validation_status, is_new_discovery, uniqueness_score, eligible_for_revenue, revenue_potential_score, discovery_method, discovery_timestamp, session_id, created_at) ON roadtrip.discoveries TO quintet_app;

GRANT INSERT (id, user_id, session_id, poi_name, location, category_id, discovery_method, discovery_timestamp) ON roadtrip.discoveries TO quintet_app;

GRANT UPDATE (session_id, poi_name, location, category_id) ON roadtrip.discoveries TO quintet_app;

GRANT DELETE ON roadtrip.discoveries TO quintet_app;

GRANT SELECT (id, user_id, poi_name, location, location_public, category_id, validation_status, is_new_discovery, uniqueness_score, eligible_for_revenue, revenue_potential_score, discovery_method, discovery_timestamp, session_id, created_at) ON roadtrip.discoveries TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.discoveries TO quintet_worker;

ALTER TABLE roadtrip.referral_invitations ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.referral_invitations FORCE ROW LEVEL SECURITY;

CREATE POLICY referral_invitations_select ON roadtrip.referral_invitations
    FOR SELECT TO quintet_app
    USING (referral_invitations.referrer_id = (SELECT roadtrip.account()));

CREATE POLICY referral_invitations_insert ON roadtrip.referral_invitations
    FOR INSERT TO quintet_app
    WITH CHECK (referral_invitations.referrer_id = (SELECT roadtrip.account()));

CREATE POLICY referral_invitations_staff ON roadtrip.referral_invitations
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY referral_invitations_owner ON roadtrip.referral_invitations
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, referrer_id, channel, created_at) ON roadtrip.referral_invitations TO quintet_app;

GRANT INSERT (id, referrer_id, channel) ON roadtrip.referral_invitations TO quintet_app;

GRANT SELECT (id, referrer_id, channel, created_at) ON roadtrip.referral_invitations TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.referral_invitations TO quintet_worker;

ALTER TABLE roadtrip.roadtrip_waypoints ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.roadtrip_waypoints FORCE ROW LEVEL SECURITY;

CREATE POLICY roadtrip_waypoints_select ON roadtrip.roadtrip_waypoints
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.roadtrip_sessions WHERE roadtrip_sessions.id = roadtrip_waypoints.session_id));

CREATE POLICY roadtrip_waypoints_insert ON roadtrip.roadtrip_waypoints
    FOR INSERT TO quintet_app
    WITH CHECK (EXISTS (SELECT 1 FROM roadtrip.roadtrip_sessions WHERE roadtrip_sessions.id = roadtrip_waypoints.session_id AND (roadtrip_sessions.user_id = (SELECT roadtrip.account()))));

CREATE POLICY roadtrip_waypoints_update ON roadtrip.roadtrip_waypoints
    FOR UPDATE TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.roadtrip_sessions WHERE roadtrip_sessions.id = roadtrip_waypoints.session_id AND (roadtrip_sessions.user_id = (SELECT roadtrip.account()))))
    WITH CHECK (EXISTS (SELECT 1 FROM roadtrip.roadtrip_sessions WHERE roadtrip_sessions.id = roadtrip_waypoints.session_id AND (roadtrip_sessions.user_id = (SELECT roadtrip.account()))));

CREATE POLICY roadtrip_waypoints_delete ON roadtrip.roadtrip_waypoints
    FOR DELETE TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.roadtrip_sessions WHERE roadtrip_sessions.id = roadtrip_waypoints.session_id AND (roadtrip_sessions.user_id = (SELECT roadtrip.account()))));

CREATE POLICY roadtrip_waypoints_staff ON roadtrip.roadtrip_waypoints
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY roadtrip_waypoints_owner ON roadtrip.roadtrip_waypoints
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, session_id, position, location, name, reached_at, created_at) ON roadtrip.roadtrip_waypoints TO quintet_app;

GRANT INSERT (id, session_id, position, location, name, reached_at) ON roadtrip.roadtrip_waypoints TO quintet_app;

GRANT UPDATE (session_id, position, location, name, reached_at) ON roadtrip.roadtrip_waypoints TO quintet_app;

GRANT DELETE ON roadtrip.roadtrip_waypoints TO quintet_app;

GRANT SELECT (id, session_id, position, location, name, reached_at, created_at) ON roadtrip.roadtrip_waypoints TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.roadtrip_waypoints TO quintet_worker;

ALTER TABLE roadtrip.voice_interactions ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.voice_interactions FORCE ROW LEVEL SECURITY;

CREATE POLICY voice_interactions_select ON roadtrip.voice_interactions
    FOR SELECT TO quintet_app
    USING (voice_interactions.user_id = (SELECT roadtrip.account()));

CREATE POLICY voice_interactions_insert ON roadtrip.voice_interactions
    FOR INSERT TO quintet_app
    WITH CHECK (voice_interactions.user_id = (SELECT roadtrip.account()));

CREATE POLICY voice_interactions_update ON roadtrip.voice_interactions
    FOR UPDATE TO quintet_app
    USING (voice_interactions.user_id = (SELECT roadtrip.account()))
    WITH CHECK (voice_interactions.user_id = (SELECT roadtrip.account()));

CREATE POLICY voice_interactions_delete ON roadtrip.voice_interactions
    FOR DELETE TO quintet_app
    USING (voice_interactions.user_id = (SELECT roadtrip.account()));

CREATE POLICY voice_interactions_staff ON roadtrip.voice_interactions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY voice_interactions_owner ON roadtrip.voice_interactions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, session_id, user_id, interaction_type, user_input_text, ai_response_text, processing_time_ms, confidence_score, location_context, audio_data_retained, created_at) ON roadtrip.voice_interactions TO quintet_app;

GRANT INSERT (id, session_id, user_id, interaction_type, user_input_text, ai_response_text, processing_time_ms, confidence_score, location_context) ON roadtrip.voice_interactions TO quintet_app;

GRANT UPDATE (ai_response_text, processing_time_ms, confidence_score) ON roadtrip.voice_interactions TO quintet_app;

GRANT DELETE ON roadtrip.voice_interactions TO quintet_app;

GRANT SELECT (id, session_id, user_id, interaction_type, user_input_text, ai_response_text, processing_time_ms, confidence_score, location_context, audio_data_retained, created_at) ON roadtrip.voice_interactions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.voice_interactions TO quintet_worker;

ALTER TABLE roadtrip.ai_processing_cache ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.ai_processing_cache FORCE ROW LEVEL SECURITY;

CREATE POLICY ai_processing_cache_select ON roadtrip.ai_processing_cache
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = ai_processing_cache.discovery_id));

CREATE POLICY ai_processing_cache_staff ON roadtrip.ai_processing_cache
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY ai_processing_cache_owner ON roadtrip.ai_processing_cache
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, cache_key, processing_type, input_data, output_data, model_version, cache_hits, expires_at, discovery_id, created_at) ON roadtrip.ai_processing_cache TO quintet_app;

GRANT SELECT (id, cache_key, processing_type, input_data, output_data, model_version, cache_hits, expires_at, discovery_id, created_at) ON roadtrip.ai_processing_cache TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.ai_processing_cache TO quintet_worker;

ALTER TABLE roadtrip.discovery_embeddings ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.discovery_embeddings FORCE ROW LEVEL SECURITY;

CREATE POLICY discovery_embeddings_staff ON roadtrip.discovery_embeddings
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY discovery_embeddings_owner ON roadtrip.discovery_embeddings
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, discovery_id, model_version, embedding, created_at) ON roadtrip.discovery_embeddings TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.discovery_embeddings TO quintet_worker;

ALTER TABLE roadtrip.referral_conversions ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.referral_conversions FORCE ROW LEVEL SECURITY;

CREATE POLICY referral_conversions_select ON roadtrip.referral_conversions
    FOR SELECT TO quintet_app
    USING (referral_conversions.referrer_id = (SELECT roadtrip.account()));

CREATE POLICY referral_conversions_staff ON roadtrip.referral_conversions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY referral_conversions_owner ON roadtrip.referral_conversions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, referrer_id, referred_user_id, referral_code, conversion_status, referrer_credits_earned, invitation_id, created_at) ON roadtrip.referral_conversions TO quintet_app;

GRANT SELECT (id, referrer_id, referred_user_id, referral_code, conversion_status, referrer_credits_earned, invitation_id, created_at) ON roadtrip.referral_conversions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.referral_conversions TO quintet_worker;

ALTER TABLE roadtrip.review_distillations ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.review_distillations FORCE ROW LEVEL SECURITY;

CREATE POLICY review_distillations_select ON roadtrip.review_distillations
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = review_distillations.discovery_id));

CREATE POLICY review_distillations_staff ON roadtrip.review_distillations
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY review_distillations_owner ON roadtrip.review_distillations
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, discovery_id, source_reviews, source_platforms, distilled_script, podcast_script, estimated_reading_time_seconds, processed_by_model, created_at) ON roadtrip.review_distillations TO quintet_app;

GRANT SELECT (id, discovery_id, source_reviews, source_platforms, distilled_script, podcast_script, estimated_reading_time_seconds, processed_by_model, created_at) ON roadtrip.review_distillations TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.review_distillations TO quintet_worker;

ALTER TABLE roadtrip.videos ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.videos FORCE ROW LEVEL SECURITY;

CREATE POLICY videos_select ON roadtrip.videos
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = videos.discovery_id));

CREATE POLICY videos_staff ON roadtrip.videos
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY videos_owner ON roadtrip.videos
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, discovery_id, title, created_at) ON roadtrip.videos TO quintet_app;

GRANT SELECT (id, discovery_id, title, created_at) ON roadtrip.videos TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.videos TO quintet_worker;

ALTER TABLE roadtrip.platform_uploads ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.platform_uploads FORCE ROW LEVEL SECURITY;

CREATE POLICY platform_uploads_select ON roadtrip.platform_uploads
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.videos WHERE videos.id = platform_uploads.video_id));

CREATE POLICY platform_uploads_staff ON roadtrip.platform_uploads
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY platform_uploads_owner ON roadtrip.platform_uploads
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, video_id, platform_id, platform_video_id, created_at) ON roadtrip.platform_uploads TO quintet_app;

GRANT SELECT (id, video_id, platform_id, platform_video_id, created_at) ON roadtrip.platform_uploads TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.platform_uploads TO quintet_worker;

ALTER TABLE roadtrip.podcast_episodes ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.podcast_episodes FORCE ROW LEVEL SECURITY;

CREATE POLICY podcast_episodes_select ON roadtrip.podcast_episodes
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.discoveries WHERE discoveries.id = podcast_episodes.discovery_id));

CREATE POLICY podcast_episodes_staff ON roadtrip.podcast_episodes
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY podcast_episodes_owner ON roadtrip.podcast_episodes
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, discovery_id, title, script, duration_seconds, audio_url, voice_actors, play_count, completion_rate, status, review_distillation_id, created_at) ON roadtrip.podcast_episodes TO quintet_app;

GRANT SELECT (id, discovery_id, title, script, duration_seconds, audio_url, voice_actors, play_count, completion_rate, status, review_distillation_id, created_at) ON roadtrip.podcast_episodes TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.podcast_episodes TO quintet_worker;

CREATE VIEW roadtrip.video_revenues_visible WITH (security_barrier) AS
    SELECT id, video_id, user_id, discovery_id, date, platform_id, views, revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents, created_at FROM roadtrip.video_revenues WHERE video_revenues.user_id = (SELECT roadtrip.account());

GRANT SELECT ON roadtrip.video_revenues_visible TO quintet_app;

GRANT SELECT (id, video_id, user_id, discovery_id, date, platform_id, views, revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents, created_at) ON roadtrip.video_revenues TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.video_revenues TO quintet_worker;

ALTER TABLE roadtrip.video_versions ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.video_versions FORCE ROW LEVEL SECURITY;

CREATE POLICY video_versions_select ON roadtrip.video_versions
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM roadtrip.videos WHERE videos.id = video_versions.video_id));

CREATE POLICY video_versions_staff ON roadtrip.video_versions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY video_versions_owner ON roadtrip.video_versions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, video_id, version_number, url, created_at) ON roadtrip.video_versions TO quintet_app;

GRANT SELECT (id, video_id, version_number, url, created_at) ON roadtrip.video_versions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.video_versions TO quintet_worker;
