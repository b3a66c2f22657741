CREATE SCHEMA repurpose;

GRANT USAGE ON SCHEMA repurpose TO quintet_app, quintet_admin, quintet_worker;

CREATE TABLE repurpose.subscriptions_archive (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	pseudonym VARCHAR(64) NOT NULL, 
	tier VARCHAR(50) NOT NULL, 
	status VARCHAR(50) NOT NULL, 
	current_period_start TIMESTAMP WITH TIME ZONE NOT NULL, 
	current_period_end TIMESTAMP WITH TIME ZONE NOT NULL, 
	canceled_at TIMESTAMP WITH TIME ZONE, 
	amount_cents INTEGER NOT NULL, 
	currency VARCHAR(3) NOT NULL, 
	interval VARCHAR(20) NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	archived_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_subscriptions_archive PRIMARY KEY (id), 
	CONSTRAINT ck_subscriptions_archive_pseudonym_form CHECK (pseudonym ~ '^([0-9a-f]{64})$'), 
	CONSTRAINT ck_subscriptions_archive_tier_values CHECK (tier IN ('pro', 'business')), 
	CONSTRAINT ck_subscriptions_archive_status_values CHECK (status IN ('active', 'canceled', 'past_due', 'trialing', 'incomplete')), 
	CONSTRAINT ck_subscriptions_archive_amount_cents_range CHECK (amount_cents >= 0), 
	CONSTRAINT ck_subscriptions_archive_currency_form CHECK (currency ~ '^([a-z]{3})$'), 
	CONSTRAINT ck_subscriptions_archive_interval_values CHECK (interval IN ('month', 'year'))
);

CREATE INDEX ix_subscriptions_archive_pseudonym ON repurpose.subscriptions_archive (pseudonym);

COMMENT ON TABLE repurpose.subscriptions_archive IS 'Billing history of subscriptions whose person was deleted.';

COMMENT ON COLUMN repurpose.subscriptions_archive.id IS 'Unique identifier.';

COMMENT ON COLUMN repurpose.subscriptions_archive.pseudonym IS 'The same for all subscriptions of one person, and nothing else.';

COMMENT ON COLUMN repurpose.subscriptions_archive.tier IS 'Tier subscribed to.';

COMMENT ON COLUMN repurpose.subscriptions_archive.status IS 'State of the subscription.';

COMMENT ON COLUMN repurpose.subscriptions_archive.current_period_start IS 'When the running billing period began.';

COMMENT ON COLUMN repurpose.subscriptions_archive.current_period_end IS 'When the running billing period ends.';

COMMENT ON COLUMN repurpose.subscriptions_archive.canceled_at IS 'When it was cancelled.';

COMMENT ON COLUMN repurpose.subscriptions_archive.amount_cents IS 'Price of a billing period, in cents.';

COMMENT ON COLUMN repurpose.subscriptions_archive.currency IS 'ISO 4217 code of the currency, in small letters.';

COMMENT ON COLUMN repurpose.subscriptions_archive.interval IS 'How often it is billed.';

COMMENT ON COLUMN repurpose.subscriptions_archive.created_at IS 'When the row was made.';

COMMENT ON COLUMN repurpose.subscriptions_archive.archived_at IS 'When it was moved here.';

CREATE TABLE repurpose.users (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	clerk_user_id VARCHAR(255) NOT NULL, 
	email VARCHAR(255) NOT NULL, 
	full_name VARCHAR(255), 
	subscription_tier VARCHAR(50) DEFAULT 'free' NOT NULL, 
	subscription_status VARCHAR(50) DEFAULT 'active' NOT NULL, 
	stripe_customer_id VARCHAR(255), 
	stripe_subscription_id VARCHAR(255), 
	subscription_current_period_end TIMESTAMP WITH TIME ZONE, 
	generations_count_current_month INTEGER DEFAULT 0 NOT NULL, 
	generations_limit INTEGER DEFAULT 10 NOT NULL, 
	last_generation_at TIMESTAMP WITH TIME ZONE, 
	usage_reset_at TIMESTAMP WITH TIME ZONE DEFAULT timezone('UTC', date_trunc('month', timezone('UTC', CURRENT_TIMESTAMP)) + INTERVAL '1 month') NOT NULL, 
	default_tone VARCHAR(50) DEFAULT 'conversational', 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	deleted_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_clerk_user_id UNIQUE (clerk_user_id), 
	CONSTRAINT uq_users_email UNIQUE (email), 
	CONSTRAINT ck_users_subscription_tier_values CHECK (subscription_tier IN ('free', 'pro', 'business')), 
	CONSTRAINT ck_users_subscription_status_values CHECK (subscription_status IN ('active', 'canceled', 'past_due', 'trialing')), 
	CONSTRAINT uq_users_stripe_customer_id UNIQUE (stripe_customer_id), 
	CONSTRAINT ck_users_generations_count_current_month_range CHECK (generations_count_current_month >= 0), 
	CONSTRAINT ck_users_generations_limit_range CHECK (generations_limit >= 0), 
	CONSTRAINT ck_users_default_tone_values CHECK (default_tone IN ('educational', 'conversational', 'opinionated', 'authority'))
);

CREATE INDEX idx_users_clerk_user_id ON repurpose.users (clerk_user_id);

CREATE INDEX idx_users_created_at ON repurpose.users (created_at);

CREATE INDEX idx_users_stripe_customer_id ON repurpose.users (stripe_customer_id);

CREATE INDEX idx_users_subscription_tier ON repurpose.users (subscription_tier);

COMMENT ON TABLE repurpose.users IS 'A person with an account, their tier, and their use of it this month.';

COMMENT ON COLUMN repurpose.users.id IS 'Unique identifier.';

COMMENT ON COLUMN repurpose.users.clerk_user_id IS 'The person''s identifier at Clerk.';

COMMENT ON COLUMN repurpose.users.email IS 'E-mail address, unique among accounts.';

COMMENT ON COLUMN repurpose.users.full_name IS 'Name as shown in the app.';

COMMENT ON COLUMN repurpose.users.subscription_tier IS 'Tier of the account, which sets the limit.';

COMMENT ON COLUMN repurpose.users.subscription_status IS 'State of the subscription that holds.';

COMMENT ON COLUMN repurpose.users.stripe_customer_id IS 'The customer at Stripe.';

COMMENT ON COLUMN repurpose.users.stripe_subscription_id IS 'The subscription at Stripe that holds.';

COMMENT ON COLUMN repurpose.users.subscription_current_period_end IS 'When the paid period ends.';

COMMENT ON COLUMN repurpose.users.generations_count_current_month IS 'Generations completed since the count was last reset.';

COMMENT ON COLUMN repurpose.users.generations_limit IS 'Generations a month that the tier permits.';

COMMENT ON COLUMN repurpose.users.last_generation_at IS 'When a generation was last completed.';

COMMENT ON COLUMN repurpose.users.usage_reset_at IS 'When the count starts again at zero; a past moment means that it is zero now.';

COMMENT ON COLUMN repurpose.users.default_tone IS 'Tone proposed for new generations.';

COMMENT ON COLUMN repurpose.users.created_at IS 'When the row was made.';

COMMENT ON COLUMN repurpose.users.updated_at IS 'When the row was last changed, by counting a generation too.';

COMMENT ON COLUMN repurpose.users.deleted_at IS 'When the account was deleted.';

ALTER TABLE repurpose.users SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE repurpose.webhook_events (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	source VARCHAR(50) NOT NULL, 
	event_type VARCHAR(255) NOT NULL, 
	event_id VARCHAR(255) NOT NULL, 
	payload JSONB NOT NULL, 
	processed BOOLEAN DEFAULT false NOT NULL, 
	processed_at TIMESTAMP WITH TIME ZONE, 
	error_message TEXT, 
	retry_count INTEGER DEFAULT 0 NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_webhook_events PRIMARY KEY (id), 
	CONSTRAINT ck_webhook_events_processed_has_a_time CHECK (processed = (processed_at IS NOT NULL)), 
	CONSTRAINT ck_webhook_events_source_values CHECK (source IN ('stripe', 'clerk')), 
	CONSTRAINT uq_webhook_events_event_id UNIQUE (event_id), 
	CONSTRAINT ck_webhook_events_retry_count_range CHECK (retry_count >= 0)
);

CREATE INDEX idx_webhook_events_created_at ON repurpose.webhook_events (created_at DESC);

CREATE INDEX idx_webhook_events_event_id ON repurpose.webhook_events (event_id);

CREATE INDEX idx_webhook_events_processed ON repurpose.webhook_events (processed);

CREATE INDEX idx_webhook_events_source ON repurpose.webhook_events (source);

CREATE INDEX ix_webhook_events_waiting ON repurpose.webhook_events (created_at) WHERE NOT processed;

COMMENT ON TABLE repurpose.webhook_events IS 'An event that Stripe or Clerk sent.';

COMMENT ON COLUMN repurpose.webhook_events.id IS 'Unique identifier.';

COMMENT ON COLUMN repurpose.webhook_events.source IS 'Who sent it.';

COMMENT ON COLUMN repurpose.webhook_events.event_type IS 'Kind of event, in the sender''s words.';

COMMENT ON COLUMN repurpose.webhook_events.event_id IS 'The sender''s identifier of the event.';

COMMENT ON COLUMN repurpose.webhook_events.payload IS 'The event as it was sent.';

COMMENT ON COLUMN repurpose.webhook_events.processed IS 'Whether it was dealt with.';

COMMENT ON COLUMN repurpose.webhook_events.processed_at IS 'When it was dealt with.';

COMMENT ON COLUMN repurpose.webhook_events.error_message IS 'Why dealing with it failed last.';

COMMENT ON COLUMN repurpose.webhook_events.retry_count IS 'How often dealing with it failed.';

COMMENT ON COLUMN repurpose.webhook_events.created_at IS 'When it arrived.';

ALTER TABLE repurpose.webhook_events SET (autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE repurpose.generations (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	input_content TEXT NOT NULL, 
	input_content_hash VARCHAR(64) NOT NULL, 
	selected_platforms TEXT[] NOT NULL, 
	selected_tone VARCHAR(50) NOT NULL, 
	core_message TEXT, 
	key_points JSONB, 
	detected_topic VARCHAR(255), 
	detected_audience VARCHAR(255), 
	output_tiktok JSONB, 
	output_twitter JSONB, 
	output_threads JSONB, 
	output_linkedin JSONB, 
	output_instagram JSONB, 
	output_email JSONB, 
	generation_time_ms INTEGER, 
	llm_provider VARCHAR(50), 
	llm_model VARCHAR(100), 
	total_tokens_used INTEGER, 
	status VARCHAR(50) DEFAULT 'pending' NOT NULL, 
	error_message TEXT, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	completed_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_generations PRIMARY KEY (id), 
	CONSTRAINT ck_generations_selected_platforms_values CHECK (selected_platforms <@ ARRAY['tiktok', 'twitter', 'threads', 'linkedin', 'instagram', 'email']::text[]), 
	CONSTRAINT ck_generations_at_least_one_platform CHECK (cardinality(selected_platforms) > 0), 
	CONSTRAINT ck_generations_completed_has_a_time CHECK (status <> 'completed' OR completed_at IS NOT NULL), 
	CONSTRAINT ck_generations_failure_has_a_reason CHECK (status <> 'failed' OR error_message IS NOT NULL), 
	CONSTRAINT ck_generations_partial_has_some_outputs CHECK (status <> 'partial' OR num_nonnulls(output_tiktok, output_twitter, output_threads, output_linkedin, output_instagram, output_email) BETWEEN 1 AND cardinality(selected_platforms) - 1), 
	CONSTRAINT ck_generations_output_tiktok_object CHECK (jsonb_typeof(output_tiktok) = 'object'), 
	CONSTRAINT ck_generations_output_twitter_object CHECK (jsonb_typeof(output_twitter) = 'object'), 
	CONSTRAINT ck_generations_output_threads_object CHECK (jsonb_typeof(output_threads) = 'object'), 
	CONSTRAINT ck_generations_output_linkedin_object CHECK (jsonb_typeof(output_linkedin) = 'object'), 
	CONSTRAINT ck_generations_output_instagram_object CHECK (jsonb_typeof(output_instagram) = 'object'), 
	CONSTRAINT ck_generations_output_email_object CHECK (jsonb_typeof(output_email) = 'object'), 
	CONSTRAINT fk_generations_user_id FOREIGN KEY(user_id) REFERENCES repurpose.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_generations_input_content_hash_form CHECK (input_content_hash ~ '^([0-9a-f]{64})$'), 
	CONSTRAINT ck_generations_selected_platforms_elements CHECK (array_position(selected_platforms, NULL) IS NULL), 
	CONSTRAINT ck_generations_selected_tone_values CHECK (selected_tone IN ('educational', 'conversational', 'opinionated', 'authority')), 
	CONSTRAINT ck_generations_key_points_array CHECK (jsonb_typeof(key_points) = 'array'), 
	CONSTRAINT ck_generations_generation_time_ms_range CHECK (generation_time_ms >= 0), 
	CONSTRAINT ck_generations_total_tokens_used_range CHECK (total_tokens_used >= 0), 
	CONSTRAINT ck_generations_status_values CHECK (status IN ('pending', 'completed', 'failed', 'partial'))
);

CREATE INDEX idx_generations_created_at ON repurpose.generations (created_at DESC);

CREATE INDEX idx_generations_input_hash ON repurpose.generations (input_content_hash);

CREATE INDEX idx_generations_status ON repurpose.generations (status);

CREATE INDEX idx_generations_user_created ON repurpose.generations (user_id, created_at DESC);

CREATE INDEX idx_generations_user_id ON repurpose.generations (user_id);

CREATE INDEX idx_generations_user_recent ON repurpose.generations (user_id, created_at DESC) WHERE status = 'completed';

COMMENT ON TABLE repurpose.generations IS 'One text turned into posts for the platforms selected.';

COMMENT ON COLUMN repurpose.generations.id IS 'Unique identifier.';

COMMENT ON COLUMN repurpose.generations.user_id IS 'Whose generation it is.';

COMMENT ON COLUMN repurpose.generations.input_content IS 'The text to turn into posts.';

COMMENT ON COLUMN repurpose.generations.input_content_hash IS 'SHA-256 of the text in hexadecimal, to find what was generated from it before.';

COMMENT ON COLUMN repurpose.generations.selected_platforms IS 'Platforms to write for: tiktok, twitter, threads, linkedin, instagram, email.';

COMMENT ON COLUMN repurpose.generations.selected_tone IS 'Tone to write in.';

COMMENT ON COLUMN repurpose.generations.core_message IS 'What the text says in essence.';

COMMENT ON COLUMN repurpose.generations.key_points IS 'Array of the text''s key points.';

COMMENT ON COLUMN repurpose.generations.detected_topic IS 'Topic of the text.';

COMMENT ON COLUMN repurpose.generations.detected_audience IS 'Audience the text speaks to.';

COMMENT ON COLUMN repurpose.generations.output_tiktok IS 'TikTok: hooks, talking points, call to action, hashtags.';

COMMENT ON COLUMN repurpose.generations.output_twitter IS 'Twitter: the thread, number of tweets, hashtags.';

COMMENT ON COLUMN repurpose.generations.output_threads IS 'Threads: the post.';

COMMENT ON COLUMN repurpose.generations.output_linkedin IS 'LinkedIn: post, opening hook, call to action, hashtags.';

COMMENT ON COLUMN repurpose.generations.output_instagram IS 'Instagram: the post.';

COMMENT ON COLUMN repurpose.generations.output_email IS 'E-mail: the newsletter.';

COMMENT ON COLUMN repurpose.generations.generation_time_ms IS 'How long it took, in milliseconds.';

COMMENT ON COLUMN repurpose.generations.llm_provider IS 'Provider of the language model.';

COMMENT ON COLUMN repurpose.generations.llm_model IS 'Language model that wrote it.';

COMMENT ON COLUMN repurpose.generations.total_tokens_used IS 'Tokens that the language model consumed.';

COMMENT ON COLUMN repurpose.generations.status IS 'How far it has come; partial means that some platforms are missing.';

COMMENT ON COLUMN repurpose.generations.error_message IS 'Why it failed.';

COMMENT ON COLUMN repurpose.generations.created_at IS 'When it was asked for.';

COMMENT ON COLUMN repurpose.generations.completed_at IS 'When it was completed.';

ALTER TABLE repurpose.generations SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE repurpose.generations_archive (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	input_content TEXT NOT NULL, 
	input_content_hash VARCHAR(64) NOT NULL, 
	selected_platforms TEXT[] NOT NULL, 
	selected_tone VARCHAR(50) NOT NULL, 
	core_message TEXT, 
	key_points JSONB, 
	detected_topic VARCHAR(255), 
	detected_audience VARCHAR(255), 
	output_tiktok JSONB, 
	output_twitter JSONB, 
	output_threads JSONB, 
	output_linkedin JSONB, 
	output_instagram JSONB, 
	output_email JSONB, 
	generation_time_ms INTEGER, 
	llm_provider VARCHAR(50), 
	llm_model VARCHAR(100), 
	total_tokens_used INTEGER, 
	status VARCHAR(50) NOT NULL, 
	error_message TEXT, 
	created_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	completed_at TIMESTAMP WITH TIME ZONE, 
	archived_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_generations_archive PRIMARY KEY (id), 
	CONSTRAINT fk_generations_archive_user_id FOREIGN KEY(user_id) REFERENCES repurpose.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_generations_archive_input_content_hash_form CHECK (input_content_hash ~ '^([0-9a-f]{64})$'), 
	CONSTRAINT ck_generations_archive_selected_platforms_elements CHECK (array_position(selected_platforms, NULL) IS NULL), 
	CONSTRAINT ck_generations_archive_selected_tone_values CHECK (selected_tone IN ('educational', 'conversational', 'opinionated', 'authority')), 
	CONSTRAINT ck_generations_archive_key_points_array CHECK (jsonb_typeof(key_points) = 'array'), 
	CONSTRAINT ck_generations_archive_generation_time_ms_range CHECK (generation_time_ms >= 0), 
	CONSTRAINT ck_generations_archive_total_tokens_used_range CHECK (total_tokens_used >= 0), 
	CONSTRAINT ck_generations_archive_status_values CHECK (status IN ('pending', 'completed', 'failed', 'partial'))
);

CREATE INDEX ix_generations_archive_user_id_created_at ON repurpose.generations_archive (user_id, created_at);

COMMENT ON TABLE repurpose.generations_archive IS 'Generations that were moved out of the way because of their age.';

COMMENT ON COLUMN repurpose.generations_archive.id IS 'Unique identifier.';

COMMENT ON COLUMN repurpose.generations_archive.user_id IS 'Whose generation it is.';

COMMENT ON COLUMN repurpose.generations_archive.input_content IS 'The text to turn into posts.';

COMMENT ON COLUMN repurpose.generations_archive.input_content_hash IS 'SHA-256 of the text in hexadecimal, to find what was generated from it before.';

COMMENT ON COLUMN repurpose.generations_archive.selected_platforms IS 'Platforms to write for: tiktok, twitter, threads, linkedin, instagram, email.';

COMMENT ON COLUMN repurpose.generations_archive.selected_tone IS 'Tone to write in.';

COMMENT ON COLUMN repurpose.generations_archive.core_message IS 'What the text says in essence.';

COMMENT ON COLUMN repurpose.generations_archive.key_points IS 'Array of the text''s key points.';

COMMENT ON COLUMN repurpose.generations_archive.detected_topic IS 'Topic of the text.';

COMMENT ON COLUMN repurpose.generations_archive.detected_audience IS 'Audience the text speaks to.';

COMMENT ON COLUMN repurpose.generations_archive.output_tiktok IS 'TikTok: hooks, talking points, call to action, hashtags.';

COMMENT ON COLUMN repurpose.generations_archive.output_twitter IS 'Twitter: the thread, number of tweets, hashtags.';

COMMENT ON COLUMN repurpose.generations_archive.output_threads IS 'Threads: the post.';

COMMENT ON COLUMN repurpose.generations_archive.output_linkedin IS 'LinkedIn: post, opening hook, call to action, hashtags.';

COMMENT ON COLUMN repurpose.generations_archive.output_instagram IS 'Instagram: the post.';

COMMENT ON COLUMN repurpose.generations_archive.output_email IS 'E-mail: the newsletter.';

COMMENT ON COLUMN repurpose.generations_archive.generation_time_ms IS 'How long it took, in milliseconds.';

COMMENT ON COLUMN repurpose.generations_archive.llm_provider IS 'Provider of the language model.';

COMMENT ON COLUMN repurpose.generations_archive.llm_model IS 'Language model that wrote it.';

COMMENT ON COLUMN repurpose.generations_archive.total_tokens_used IS 'Tokens that the language model consumed.';

COMMENT ON COLUMN repurpose.generations_archive.status IS 'How far it has come; partial means that some platforms are missing.';

COMMENT ON COLUMN repurpose.generations_archive.error_message IS 'Why it failed.';

COMMENT ON COLUMN repurpose.generations_archive.created_at IS 'When it was asked for.';

COMMENT ON COLUMN repurpose.generations_archive.completed_at IS 'When it was completed.';

COMMENT ON COLUMN repurpose.generations_archive.archived_at IS 'When it was moved here.';

CREATE TABLE repurpose.subscriptions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	stripe_subscription_id VARCHAR(255) NOT NULL, 
	stripe_customer_id VARCHAR(255) NOT NULL, 
	stripe_price_id VARCHAR(255) NOT NULL, 
	tier VARCHAR(50) NOT NULL, 
	status VARCHAR(50) NOT NULL, 
	current_period_start TIMESTAMP WITH TIME ZONE NOT NULL, 
	current_period_end TIMESTAMP WITH TIME ZONE NOT NULL, 
	cancel_at_period_end BOOLEAN DEFAULT false NOT NULL, 
	canceled_at TIMESTAMP WITH TIME ZONE, 
	amount_cents INTEGER NOT NULL, 
	currency VARCHAR(3) DEFAULT 'usd' NOT NULL, 
	interval VARCHAR(20) NOT NULL, 
	trial_start TIMESTAMP WITH TIME ZONE, 
	trial_end TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	last_event_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_subscriptions PRIMARY KEY (id), 
	CONSTRAINT ck_subscriptions_period_ends_after_start CHECK (current_period_end >= current_period_start), 
	CONSTRAINT ck_subscriptions_trial_ends_after_start CHECK (trial_end >= trial_start), 
	CONSTRAINT fk_subscriptions_user_id FOREIGN KEY(user_id) REFERENCES repurpose.users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_subscriptions_stripe_subscription_id UNIQUE (stripe_subscription_id), 
	CONSTRAINT ck_subscriptions_tier_values CHECK (tier IN ('pro', 'business')), 
	CONSTRAINT ck_subscriptions_status_values CHECK (status IN ('active', 'canceled', 'past_due', 'trialing', 'incomplete')), 
	CONSTRAINT ck_subscriptions_amount_cents_range CHECK (amount_cents >= 0), 
	CONSTRAINT ck_subscriptions_currency_form CHECK (currency ~ '^([a-z]{3})$'), 
	CONSTRAINT ck_subscriptions_interval_values CHECK (interval IN ('month', 'year'))
);

CREATE INDEX idx_subscriptions_status ON repurpose.subscriptions (status);

CREATE INDEX idx_subscriptions_stripe_subscription_id ON repurpose.subscriptions (stripe_subscription_id);

CREATE INDEX idx_subscriptions_user_id ON repurpose.subscriptions (user_id);

COMMENT ON TABLE repurpose.subscriptions IS 'A subscription of a person, as Stripe has it; older ones are history.';

COMMENT ON COLUMN repurpose.subscriptions.id IS 'Unique identifier.';

COMMENT ON COLUMN repurpose.subscriptions.user_id IS 'Whose subscription it is.';

COMMENT ON COLUMN repurpose.subscriptions.stripe_subscription_id IS 'The subscription at Stripe.';

COMMENT ON COLUMN repurpose.subscriptions.stripe_customer_id IS 'The customer at Stripe.';

COMMENT ON COLUMN repurpose.subscriptions.stripe_price_id IS 'The price at Stripe.';

COMMENT ON COLUMN repurpose.subscriptions.tier IS 'Tier subscribed to.';

COMMENT ON COLUMN repurpose.subscriptions.status IS 'State of the subscription.';

COMMENT ON COLUMN repurpose.subscriptions.current_period_start IS 'When the running billing period began.';

COMMENT ON COLUMN repurpose.subscriptions.current_period_end IS 'When the running billing period ends.';

COMMENT ON COLUMN repurpose.subscriptions.cancel_at_period_end IS 'Whether it ends with the running billing period.';

COMMENT ON COLUMN repurpose.subscriptions.canceled_at IS 'When it was cancelled.';

COMMENT ON COLUMN repurpose.subscriptions.amount_cents IS 'Price of a billing period, in cents.';

COMMENT ON COLUMN repurpose.subscriptions.currency IS 'ISO 4217 code of the currency, in small letters.';

COMMENT ON COLUMN repurpose.subscriptions.interval IS 'How often it is billed.';

COMMENT ON COLUMN repurpose.subscriptions.trial_start IS 'When the trial began.';

COMMENT ON COLUMN repurpose.subscriptions.trial_end IS 'When the trial ends.';

COMMENT ON COLUMN repurpose.subscriptions.created_at IS 'When the row was made.';

COMMENT ON COLUMN repurpose.subscriptions.updated_at IS 'When the row was last changed.';

COMMENT ON COLUMN repurpose.subscriptions.last_event_at IS 'When what the row says happened at Stripe; anything older changes it no more.';

CREATE TABLE repurpose.usage_logs_daily (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	day DATE NOT NULL, 
	event_type VARCHAR(50) NOT NULL, 
	event_count INTEGER NOT NULL, 
	platform_count INTEGER NOT NULL, 
	tokens_used BIGINT NOT NULL, 
	estimated_cost_usd NUMERIC(16, 6) NOT NULL, 
	CONSTRAINT pk_usage_logs_daily PRIMARY KEY (id), 
	CONSTRAINT uq_usage_logs_daily_user_id_day_event_type UNIQUE (user_id, day, event_type), 
	CONSTRAINT fk_usage_logs_daily_user_id FOREIGN KEY(user_id) REFERENCES repurpose.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_usage_logs_daily_event_type_values CHECK (event_type IN ('generation_started', 'generation_completed', 'generation_failed')), 
	CONSTRAINT ck_usage_logs_daily_event_count_range CHECK (event_count >= 1), 
	CONSTRAINT ck_usage_logs_daily_platform_count_range CHECK (platform_count >= 0), 
	CONSTRAINT ck_usage_logs_daily_tokens_used_range CHECK (tokens_used >= 0), 
	CONSTRAINT ck_usage_logs_daily_estimated_cost_usd_range CHECK (estimated_cost_usd >= 0 AND estimated_cost_usd < 'Infinity')
);

COMMENT ON TABLE repurpose.usage_logs_daily IS 'Sums of a person''s old usage logs by day in UTC and kind of event.';

COMMENT ON COLUMN repurpose.usage_logs_daily.id IS 'Unique identifier.';

COMMENT ON COLUMN repurpose.usage_logs_daily.user_id IS 'Whose use it was.';

COMMENT ON COLUMN repurpose.usage_logs_daily.day IS 'Day in UTC.';

COMMENT ON COLUMN repurpose.usage_logs_daily.event_type IS 'What happened.';

COMMENT ON COLUMN repurpose.usage_logs_daily.event_count IS 'Number of events.';

COMMENT ON COLUMN repurpose.usage_logs_daily.platform_count IS 'Sum of the platforms asked for.';

COMMENT ON COLUMN repurpose.usage_logs_daily.tokens_used IS 'Sum of the tokens consumed.';

COMMENT ON COLUMN repurpose.usage_logs_daily.estimated_cost_usd IS 'Sum of the estimated costs, in US dollars.';

CREATE TABLE repurpose.usage_logs (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	generation_id UUID, 
	event_type VARCHAR(50) NOT NULL, 
	platform_count INTEGER NOT NULL, 
	platforms TEXT[], 
	tokens_used INTEGER, 
	estimated_cost_usd NUMERIC(10, 6), 
	user_agent TEXT, 
	ip_address INET, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_usage_logs PRIMARY KEY (id), 
	CONSTRAINT ck_usage_logs_platforms_values CHECK (platforms <@ ARRAY['tiktok', 'twitter', 'threads', 'linkedin', 'instagram', 'email']::text[]), 
	CONSTRAINT ck_usage_logs_platform_count_counts_platforms CHECK (platform_count = cardinality(platforms)), 
	CONSTRAINT fk_usage_logs_user_id FOREIGN KEY(user_id) REFERENCES repurpose.users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_usage_logs_generation_id FOREIGN KEY(generation_id) REFERENCES repurpose.generations (id) ON DELETE SET NULL, 
	CONSTRAINT ck_usage_logs_event_type_values CHECK (event_type IN ('generation_started', 'generation_completed', 'generation_failed')), 
	CONSTRAINT ck_usage_logs_platform_count_range CHECK (platform_count >= 0), 
	CONSTRAINT ck_usage_logs_platforms_elements CHECK (array_position(platforms, NULL) IS NULL), 
	CONSTRAINT ck_usage_logs_tokens_used_range CHECK (tokens_used >= 0), 
	CONSTRAINT ck_usage_logs_estimated_cost_usd_range CHECK (estimated_cost_usd >= 0 AND estimated_cost_usd < 'Infinity')
);

CREATE INDEX idx_usage_logs_created_at ON repurpose.usage_logs (created_at DESC);

CREATE INDEX idx_usage_logs_event_type ON repurpose.usage_logs (event_type);

CREATE INDEX idx_usage_logs_user_id ON repurpose.usage_logs (user_id);

CREATE INDEX ix_usage_logs_generation_id ON repurpose.usage_logs (generation_id);

CREATE UNIQUE INDEX uq_usage_logs_generation_end ON repurpose.usage_logs (generation_id, user_id) WHERE event_type <> 'generation_started';

CREATE UNIQUE INDEX uq_usage_logs_generation_start ON repurpose.usage_logs (generation_id, user_id) WHERE event_type = 'generation_started';

COMMENT ON TABLE repurpose.usage_logs IS 'Something that happened to a generation, and what it cost.';

COMMENT ON COLUMN repurpose.usage_logs.id IS 'Unique identifier.';

COMMENT ON COLUMN repurpose.usage_logs.user_id IS 'Whose generation it was.';

COMMENT ON COLUMN repurpose.usage_logs.generation_id IS 'Generation it happened to; null once that was archived.';

COMMENT ON COLUMN repurpose.usage_logs.event_type IS 'What happened.';

COMMENT ON COLUMN repurpose.usage_logs.platform_count IS 'Number of platforms asked for.';

COMMENT ON COLUMN repurpose.usage_logs.platforms IS 'Platforms asked for.';

COMMENT ON COLUMN repurpose.usage_logs.tokens_used IS 'Tokens that the language model consumed.';

COMMENT ON COLUMN repurpose.usage_logs.estimated_cost_usd IS 'What the language model cost about, in US dollars.';

COMMENT ON COLUMN repurpose.usage_logs.user_agent IS 'What the client called itself.';

COMMENT ON COLUMN repurpose.usage_logs.ip_address IS 'Network address of the client.';

COMMENT ON COLUMN repurpose.usage_logs.created_at IS 'When it happened.';

ALTER TABLE repurpose.usage_logs SET (autovacuum_vacuum_scale_factor = 0.05);

-- The RepurposeFlow account of whoever asks, or null.
CREATE FUNCTION repurpose.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.repurpose_account', true), '')::uuid
$$;

REVOKE ALL ON FUNCTION repurpose.account FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.account TO quintet_app, quintet_admin, quintet_worker;

-- Whether the caller may act for a person: the person may, and so may jobs.
CREATE FUNCTION repurpose.acts_for(person uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT coalesce(person = repurpose.account(), false)
        OR pg_catalog.pg_has_role(session_user, 'quintet_worker', 'MEMBER')
$$;

REVOKE ALL ON FUNCTION repurpose.acts_for FROM PUBLIC;

-- Adds usage logs that are older than this to the daily sums and removes them, in one statement; returns how many.
CREATE FUNCTION repurpose.aggregate_usage_logs(older_than interval DEFAULT '90 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM repurpose.usage_logs AS l
        WHERE l.created_at < now() - older_than
        RETURNING l.*
    ), summed AS (
        INSERT INTO repurpose.usage_logs_daily AS d (
            user_id, day, event_type, event_count, platform_count, tokens_used, estimated_cost_usd
        )
        SELECT user_id, timezone('UTC', created_at)::date, event_type, count(*), sum(platform_count),
            coalesce(sum(tokens_used), 0), coalesce(sum(estimated_cost_usd), 0)
        FROM gone
        GROUP BY 1, 2, 3
        ON CONFLICT (user_id, day, event_type) DO UPDATE SET
            event_count = d.event_count + excluded.event_count,
            platform_count = d.platform_count + excluded.platform_count,
            tokens_used = d.tokens_used + excluded.tokens_used,
            estimated_cost_usd = d.estimated_cost_usd + excluded.estimated_cost_usd
        RETURNING d.id
    )
    SELECT count(*) FROM gone
$$;

REVOKE ALL ON FUNCTION repurpose.aggregate_usage_logs FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.aggregate_usage_logs TO quintet_worker;

-- Moves generations that are older than this into the archive, in one statement; returns how many. For the worker.
CREATE FUNCTION repurpose.archive_generations(older_than interval DEFAULT '90 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH moved AS (
        DELETE FROM repurpose.generations AS g
        WHERE g.created_at < now() - older_than
        RETURNING g.*
    ), kept AS (
        INSERT INTO repurpose.generations_archive (
            id, user_id, input_content, input_content_hash, selected_platforms, selected_tone, core_message,
            key_points, detected_topic, detected_audience, output_tiktok, output_twitter, output_threads,
            output_linkedin, output_instagram, output_email, generation_time_ms, llm_provider, llm_model,
            total_tokens_used, status, error_message, created_at, completed_at
        )
        SELECT
            id, user_id, input_content, input_content_hash, selected_platforms, selected_tone, core_message,
            key_points, detected_topic, detected_audience, output_tiktok, output_twitter, output_threads,
            output_linkedin, output_instagram, output_email, generation_time_ms, llm_provider, llm_model,
            total_tokens_used, status, error_message, created_at, completed_at
        FROM moved
        RETURNING id
    )
    SELECT count(*) FROM kept
$$;

REVOKE ALL ON FUNCTION repurpose.archive_generations FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.archive_generations TO quintet_worker;

-- Keeps the billing history of a subscription that is deleted, without its person. The account's key is random
-- and found nowhere else once the account is gone, so that its hash leads to nobody.
CREATE FUNCTION repurpose.archive_subscription() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO repurpose.subscriptions_archive (
        pseudonym, tier, status, current_period_start, current_period_end, canceled_at, amount_cents, currency,
        "interval", created_at
    ) VALUES (
        encode(sha256(convert_to('subscriptions of ' || OLD.user_id::text, 'UTF8')), 'hex'),
        OLD.tier, OLD.status, OLD.current_period_start, OLD.current_period_end, OLD.canceled_at, OLD.amount_cents,
        OLD.currency, OLD."interval", OLD.created_at
    );
    RETURN OLD;
END
$$;

REVOKE ALL ON FUNCTION repurpose.archive_subscription FROM PUBLIC;

-- Whether a person may ask for one more generation. Generations in flight count; a count whose time is over is
-- reset first. The lock on the person's row puts requests that ask at the same time in order.
CREATE FUNCTION repurpose.check_user_quota(p_user_id uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    v_count integer;
    v_limit integer;
    v_reset_at timestamptz;
    v_in_flight bigint;
BEGIN
    IF NOT repurpose.acts_for(p_user_id) THEN
        RETURN false;
    END IF;
    SELECT u.generations_count_current_month, u.generations_limit, u.usage_reset_at
    INTO v_count, v_limit, v_reset_at
    FROM repurpose.users AS u
    WHERE u.id = p_user_id AND u.deleted_at IS NULL
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF v_reset_at <= now() THEN
        UPDATE repurpose.users
        SET generations_count_current_month = 0, usage_reset_at = repurpose.next_month(now())
        WHERE id = p_user_id;
        v_count := 0;
    END IF;
    SELECT count(*) INTO v_in_flight
    FROM repurpose.generations AS g
    WHERE g.user_id = p_user_id AND g.status = 'pending';
    RETURN v_count + v_in_flight < v_limit;
END
$$;

REVOKE ALL ON FUNCTION repurpose.check_user_quota FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.check_user_quota TO quintet_app, quintet_worker;

-- Events to deal with, those that failed least first, locked until the end of the transaction: nobody else gets them.
CREATE FUNCTION repurpose.claim_webhook_events(batch integer DEFAULT 10) RETURNS SETOF repurpose.webhook_events
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT * FROM repurpose.webhook_events AS e
    WHERE NOT e.processed
    ORDER BY e.retry_count, e.created_at
    LIMIT batch
    FOR UPDATE SKIP LOCKED
$$;

REVOKE ALL ON FUNCTION repurpose.claim_webhook_events FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.claim_webhook_events TO quintet_worker;

-- Clerk's identifier of whoever asks, or null; the setting has the document's name.
CREATE FUNCTION repurpose.clerk_id() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('app.current_user_id', true), '')
$$;

REVOKE ALL ON FUNCTION repurpose.clerk_id FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.clerk_id TO quintet_app, quintet_admin, quintet_worker;

-- Deletes the account of whoever asks softly: it cannot sign in any more; its rows go when it is removed for good.
CREATE FUNCTION repurpose.delete_me() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE repurpose.users SET deleted_at = clock_timestamp()
    WHERE id = repurpose.account() AND deleted_at IS NULL;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION repurpose.delete_me FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.delete_me TO quintet_app;

-- Refuses to start a generation beyond the quota. One for somebody else is left to row security to refuse.
CREATE FUNCTION repurpose.enforce_quota() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'pending' AND repurpose.acts_for(NEW.user_id)
        AND NOT repurpose.check_user_quota(NEW.user_id) THEN
        RAISE EXCEPTION 'quota exceeded' USING ERRCODE = 'QN429';
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION repurpose.enforce_quota FROM PUBLIC;

-- Fails generations that nobody will finish any more, so that they stop counting; returns how many. For the worker.
CREATE FUNCTION repurpose.fail_stale_generations(older_than interval DEFAULT '1 hour') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH stale AS (
        UPDATE repurpose.generations
        SET status = 'failed', error_message = 'It took too long.'
        WHERE status = 'pending' AND created_at < now() - older_than
        RETURNING id
    )
    SELECT count(*) FROM stale
$$;

REVOKE ALL ON FUNCTION repurpose.fail_stale_generations FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.fail_stale_generations TO quintet_worker;

-- Notes that an event was dealt with, or why that failed; one that was dealt with stays so. True if it was noted.
CREATE FUNCTION repurpose.finish_webhook_event(event uuid, failure text DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE repurpose.webhook_events SET
        processed = failure IS NULL,
        processed_at = CASE WHEN failure IS NULL THEN clock_timestamp() END,
        error_message = failure,
        retry_count = retry_count + CASE WHEN failure IS NULL THEN 0 ELSE 1 END
    WHERE id = event AND NOT processed;
    RETURN FOUND;
END
$$;

REVOKE ALL ON FUNCTION repurpose.finish_webhook_event FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.finish_webhook_event TO quintet_worker;

-- A generation that becomes completed, or is inserted so, counts once. A count whose time is over starts again.
CREATE FUNCTION repurpose.increment_user_generation_count() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'completed' AND (TG_OP = 'INSERT' OR OLD.status <> 'completed') THEN
        UPDATE repurpose.users AS u
        SET
            generations_count_current_month =
                CASE WHEN u.usage_reset_at <= now() THEN 1 ELSE u.generations_count_current_month + 1 END,
            usage_reset_at =
                CASE WHEN u.usage_reset_at <= now() THEN repurpose.next_month(now()) ELSE u.usage_reset_at END,
            last_generation_at = now()
        WHERE u.id = NEW.user_id;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION repurpose.increment_user_generation_count FROM PUBLIC;

-- Logs the start and the end of every generation, each once. The gateway may say who the client is, for the rest
-- of the transaction.
CREATE FUNCTION repurpose.log_generation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    client text := nullif(current_setting('quintet.user_agent', true), '');
    address inet := nullif(current_setting('quintet.client_address', true), '')::inet;
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO repurpose.usage_logs (
            user_id, generation_id, event_type, platform_count, platforms, user_agent, ip_address, created_at
        ) VALUES (
            NEW.user_id, NEW.id, 'generation_started', cardinality(NEW.selected_platforms), NEW.selected_platforms,
            client, address, NEW.created_at
        );
    END IF;
    IF NEW.status <> 'pending' AND (TG_OP = 'INSERT' OR NEW.status <> OLD.status) THEN
        INSERT INTO repurpose.usage_logs (
            user_id, generation_id, event_type, platform_count, platforms, tokens_used, user_agent, ip_address,
            created_at
        ) VALUES (
            NEW.user_id, NEW.id,
            CASE NEW.status WHEN 'failed' THEN 'generation_failed' ELSE 'generation_completed' END,
            cardinality(NEW.selected_platforms), NEW.selected_platforms, NEW.total_tokens_used, client, address,
            coalesce(NEW.completed_at, clock_timestamp())
        )
        ON CONFLICT (generation_id, user_id) WHERE event_type <> 'generation_started'
        DO UPDATE SET tokens_used = excluded.tokens_used;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION repurpose.log_generation FROM PUBLIC;

-- The account says what the subscription says that holds: the newest that is active, on trial or past due.
-- Without one the tier is free.
CREATE FUNCTION repurpose.mirror_subscription() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    holding repurpose.subscriptions;
    was_canceled boolean;
BEGIN
    PERFORM FROM repurpose.users AS u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
    SELECT * INTO holding
    FROM repurpose.subscriptions AS s
    WHERE s.user_id = NEW.user_id AND s.status IN ('active', 'trialing', 'past_due')
    ORDER BY s.current_period_start DESC, s.created_at DESC
    LIMIT 1;
    IF FOUND THEN
        UPDATE repurpose.users SET
            subscription_status = holding.status,
            stripe_customer_id = holding.stripe_customer_id,
            stripe_subscription_id = holding.stripe_subscription_id,
            subscription_current_period_end = holding.current_period_end
        WHERE id = NEW.user_id;
    ELSE
        was_canceled := EXISTS (
            SELECT FROM repurpose.subscriptions AS s WHERE s.user_id = NEW.user_id AND s.status = 'canceled'
        );
        UPDATE repurpose.users SET
            subscription_status = CASE WHEN was_canceled THEN 'canceled' ELSE 'active' END,
            stripe_subscription_id = NULL,
            subscription_current_period_end = NULL
        WHERE id = NEW.user_id;
    END IF;
    PERFORM repurpose.update_user_tier(NEW.user_id, coalesce(holding.tier, 'free'));
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION repurpose.mirror_subscription FROM PUBLIC;

-- The start of the month after a moment, in UTC whatever the session's time zone.
CREATE FUNCTION repurpose.next_month(moment timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE SET search_path = ''
AS $$
    SELECT timezone('UTC', date_trunc('month', timezone('UTC', moment)) + interval '1 month')
$$;

REVOKE ALL ON FUNCTION repurpose.next_month FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.next_month TO quintet_app, quintet_admin, quintet_worker;

-- The hash is always that of the text; a completed generation has the time it was completed and how long it took.
CREATE FUNCTION repurpose.prepare_generation() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    NEW.input_content_hash := encode(sha256(convert_to(NEW.input_content, 'UTF8')), 'hex');
    IF NEW.status = 'completed' THEN
        NEW.completed_at := coalesce(NEW.completed_at, clock_timestamp());
        NEW.generation_time_ms := coalesce(
            NEW.generation_time_ms,
            least(greatest(extract(epoch FROM NEW.completed_at - NEW.created_at) * 1000, 0), 2147483647)::integer
        );
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION repurpose.prepare_generation FROM PUBLIC;

-- Deletes events that are older than this and were dealt with. Those that were not stay, and are counted.
CREATE FUNCTION repurpose.purge_webhook_events(
    older_than interval DEFAULT '30 days', OUT deleted bigint, OUT waiting bigint
)
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH gone AS (
        DELETE FROM repurpose.webhook_events AS e
        WHERE e.processed AND e.created_at < now() - older_than
        RETURNING e.id
    )
    SELECT (SELECT count(*) FROM gone), (
        SELECT count(*) FROM repurpose.webhook_events AS e
        WHERE NOT e.processed AND e.created_at < now() - older_than
    )
$$;

REVOKE ALL ON FUNCTION repurpose.purge_webhook_events FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.purge_webhook_events TO quintet_worker;

-- What is left to a person, without changing anything: a count whose time is over reads as zero, generations in
-- flight count, and nothing is ever less than zero left. No row for somebody whom the caller cannot see.
CREATE FUNCTION repurpose.quota(p_user_id uuid)
RETURNS TABLE (can_generate boolean, remaining integer, used integer, generations_limit integer, resets_at timestamptz)
LANGUAGE sql STABLE SET search_path = ''
AS $$
    SELECT now_used.used < u.generations_limit,
        greatest(u.generations_limit - now_used.used, 0),
        now_used.used,
        u.generations_limit,
        CASE WHEN u.usage_reset_at <= now() THEN repurpose.next_month(now()) ELSE u.usage_reset_at END
    FROM repurpose.users AS u
    CROSS JOIN LATERAL (
        SELECT (CASE WHEN u.usage_reset_at <= now() THEN 0 ELSE u.generations_count_current_month END
            + count(*))::integer AS used
        FROM repurpose.generations AS g
        WHERE g.user_id = u.id AND g.status = 'pending'
    ) AS now_used
    WHERE u.id = p_user_id AND u.deleted_at IS NULL
$$;

REVOKE ALL ON FUNCTION repurpose.quota FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.quota TO quintet_app, quintet_admin, quintet_worker;

-- Stores an event whose signature was checked; null if it arrived before. Two senders never share an event.
CREATE FUNCTION repurpose.receive_webhook_event(sender text, kind text, event text, content jsonb) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    made uuid;
BEGIN
    INSERT INTO repurpose.webhook_events (source, event_type, event_id, payload)
    VALUES (sender, kind, event, content)
    ON CONFLICT (event_id) DO NOTHING
    RETURNING id INTO made;
    IF made IS NULL AND NOT EXISTS (
        SELECT FROM repurpose.webhook_events AS e WHERE e.event_id = event AND e.source = sender
    ) THEN
        RAISE EXCEPTION 'the event of another sender' USING
            ERRCODE = 'unique_violation',
            CONSTRAINT = 'uq_webhook_events_event_id',
            TABLE = 'webhook_events',
            SCHEMA = 'repurpose';
    END IF;
    RETURN made;
END
$$;

REVOKE ALL ON FUNCTION repurpose.receive_webhook_event FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.receive_webhook_event TO quintet_worker;

-- Resets the counts whose time is over; returns how many. For the worker, once a month.
CREATE FUNCTION repurpose.reset_usage() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH due AS (
        UPDATE repurpose.users
        SET generations_count_current_month = 0, usage_reset_at = repurpose.next_month(now())
        WHERE usage_reset_at <= now()
        RETURNING id
    )
    SELECT count(*) FROM due
$$;

REVOKE ALL ON FUNCTION repurpose.reset_usage FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.reset_usage TO quintet_worker;

-- The limit follows the tier, unless another limit than the one before is given with it.
CREATE FUNCTION repurpose.set_generations_limit() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    untouched integer := repurpose.tier_limit('free');
BEGIN
    IF TG_OP = 'UPDATE' THEN
        untouched := OLD.generations_limit;
    END IF;
    IF NEW.generations_limit = untouched AND (TG_OP = 'INSERT' OR NEW.subscription_tier <> OLD.subscription_tier) THEN
        NEW.generations_limit := repurpose.tier_limit(NEW.subscription_tier);
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION repurpose.set_generations_limit FROM PUBLIC;

-- Sets the RepurposeFlow account of a Clerk user for the rest of the transaction; refuses one that is gone.
CREATE FUNCTION repurpose.sign_in(account text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    found_id uuid := (
        SELECT u.id FROM repurpose.users AS u WHERE u.clerk_user_id = account AND u.deleted_at IS NULL
    );
BEGIN
    IF found_id IS NULL THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.repurpose_account', found_id::text, true),
        set_config('app.current_user_id', account, true);
END
$$;

REVOKE ALL ON FUNCTION repurpose.sign_in FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.sign_in TO quintet_app, quintet_admin, quintet_worker;

-- What happened earlier at Stripe than what the row says leaves the row as it is.
CREATE FUNCTION repurpose.skip_stale_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.last_event_at < OLD.last_event_at THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION repurpose.skip_stale_event FROM PUBLIC;

-- Generations a month that a tier permits.
CREATE FUNCTION repurpose.tier_limit(tier text) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = ''
AS $$
    SELECT CASE tier WHEN 'pro' THEN 500 WHEN 'business' THEN 999999 ELSE 10 END
$$;

REVOKE ALL ON FUNCTION repurpose.tier_limit FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.tier_limit TO quintet_app, quintet_admin, quintet_worker;

-- Sets updated_at on every UPDATE, whatever the client sent.
CREATE FUNCTION repurpose.update_updated_at_column() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION repurpose.update_updated_at_column FROM PUBLIC;

-- Gives a person a tier and its limit; an unknown tier is refused by the column's list of values.
CREATE FUNCTION repurpose.update_user_tier(p_user_id uuid, p_tier character varying(50)) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE repurpose.users
    SET subscription_tier = p_tier, generations_limit = repurpose.tier_limit(p_tier)
    WHERE id = p_user_id
$$;

REVOKE ALL ON FUNCTION repurpose.update_user_tier FROM PUBLIC;

GRANT EXECUTE ON FUNCTION repurpose.update_user_tier TO quintet_worker;

-- How long the completed generations of the last seven days took; null where there was none.
CREATE VIEW repurpose.generation_times WITH (security_invoker) AS
SELECT
    7 AS days,
    avg(g.generation_time_ms)::double precision AS avg_time_ms,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY g.generation_time_ms) AS median_time_ms,
    percentile_cont(0.95) WITHIN GROUP (ORDER BY g.generation_time_ms) AS p95_time_ms
FROM repurpose.generations AS g
WHERE g.created_at > now() - interval '7 days' AND g.status = 'completed';

COMMENT ON VIEW repurpose.generation_times IS 'How long generations took that were asked for in the last days and completed.';

COMMENT ON COLUMN repurpose.generation_times.days IS 'Number of the last days that it is about: 7.';

COMMENT ON COLUMN repurpose.generation_times.avg_time_ms IS 'Average in milliseconds; null where there was no generation.';

COMMENT ON COLUMN repurpose.generation_times.median_time_ms IS 'Median in milliseconds; null where there was no generation.';

COMMENT ON COLUMN repurpose.generation_times.p95_time_ms IS '95 of 100 took this many milliseconds or less; null where there was no generation.';

-- How many generations were asked for on each day in UTC of the last 30 days, and by how many people.
CREATE VIEW repurpose.generations_by_day WITH (security_invoker) AS
SELECT
    timezone('UTC', g.created_at)::date AS date,
    count(*)::integer AS generations,
    count(DISTINCT g.user_id)::integer AS active_users
FROM repurpose.generations AS g
WHERE g.created_at > now() - interval '30 days'
GROUP BY timezone('UTC', g.created_at)::date;

COMMENT ON VIEW repurpose.generations_by_day IS 'Generations of one of the last 30 days; the first of them is there in part.';

COMMENT ON COLUMN repurpose.generations_by_day.date IS 'Day in UTC.';

COMMENT ON COLUMN repurpose.generations_by_day.generations IS 'Number of generations asked for.';

COMMENT ON COLUMN repurpose.generations_by_day.active_users IS 'Number of people who asked for them.';

-- How often each platform was selected in the last seven days.
CREATE VIEW repurpose.popular_platforms WITH (security_invoker) AS
SELECT p.platform::varchar(50) AS platform, count(*)::integer AS usage_count
FROM repurpose.generations AS g
CROSS JOIN LATERAL unnest(g.selected_platforms) AS p (platform)
WHERE g.created_at > now() - interval '7 days'
GROUP BY p.platform;

COMMENT ON VIEW repurpose.popular_platforms IS 'A platform that was selected in the last seven days.';

COMMENT ON COLUMN repurpose.popular_platforms.platform IS 'The platform.';

COMMENT ON COLUMN repurpose.popular_platforms.usage_count IS 'Number of generations that selected it.';

-- How many accounts are active, by tier; the free ones count and deleted ones do not. A count of generations whose
-- time is over is zero, as the quota says.
CREATE VIEW repurpose.subscriptions_by_tier WITH (security_invoker) AS
SELECT
    u.subscription_tier,
    count(*)::integer AS user_count,
    coalesce(sum(u.generations_count_current_month) FILTER (WHERE u.usage_reset_at > now()), 0) AS total_generations
FROM repurpose.users AS u
WHERE u.subscription_status = 'active' AND u.deleted_at IS NULL
GROUP BY u.subscription_tier;

COMMENT ON VIEW repurpose.subscriptions_by_tier IS 'Active accounts of one tier; free ones count, deleted ones do not.';

COMMENT ON COLUMN repurpose.subscriptions_by_tier.subscription_tier IS 'Tier of the accounts.';

COMMENT ON COLUMN repurpose.subscriptions_by_tier.user_count IS 'Number of accounts.';

COMMENT ON COLUMN repurpose.subscriptions_by_tier.total_generations IS 'Generations that they completed since their counts were last reset.';

-- Of each person, the subscription that mirror_subscription() copies to the account: the newest that is active, on
-- trial or past due.
CREATE VIEW repurpose.current_subscriptions WITH (security_invoker) AS
SELECT DISTINCT ON (s.user_id)
    s.user_id,
    s.id AS subscription_id,
    s.tier,
    s.status,
    s.current_period_start,
    s.current_period_end,
    s.cancel_at_period_end,
    s.amount_cents,
    s.currency,
    s.interval,
    s.trial_end
FROM repurpose.subscriptions AS s
WHERE s.status IN ('active', 'trialing', 'past_due')
ORDER BY s.user_id, s.current_period_start DESC, s.created_at DESC;

COMMENT ON VIEW repurpose.current_subscriptions IS 'The subscription that holds: a person''s newest that is active, on trial or past due.';

COMMENT ON COLUMN repurpose.current_subscriptions.user_id IS 'Whose subscription it is.';

COMMENT ON COLUMN repurpose.current_subscriptions.subscription_id IS 'The subscription among all of the person''s.';

COMMENT ON COLUMN repurpose.current_subscriptions.tier IS 'Tier subscribed to.';

COMMENT ON COLUMN repurpose.current_subscriptions.status IS 'State of the subscription.';

COMMENT ON COLUMN repurpose.current_subscriptions.current_period_start IS 'When the running billing period began.';

COMMENT ON COLUMN repurpose.current_subscriptions.current_period_end IS 'When the running billing period ends.';

COMMENT ON COLUMN repurpose.current_subscriptions.cancel_at_period_end IS 'Whether it ends with the running billing period.';

COMMENT ON COLUMN repurpose.current_subscriptions.amount_cents IS 'Price of a billing period, in cents.';

COMMENT ON COLUMN repurpose.current_subscriptions.currency IS 'ISO 4217 code of the currency, in small letters.';

COMMENT ON COLUMN repurpose.current_subscriptions.interval IS 'How often it is billed.';

COMMENT ON COLUMN repurpose.current_subscriptions.trial_end IS 'When the trial ends.';

-- What is left to each person whom the caller sees, as quota() says; whoever was deleted has none.
CREATE VIEW repurpose.quotas WITH (security_invoker) AS
SELECT u.id AS user_id, q.can_generate, q.remaining, q.used, q.generations_limit, q.resets_at
FROM repurpose.users AS u
CROSS JOIN LATERAL repurpose.quota(u.id) AS q;

COMMENT ON VIEW repurpose.quotas IS 'What is left to a person this month; a count whose time is over reads as zero.';

COMMENT ON COLUMN repurpose.quotas.user_id IS 'Whose quota it is.';

COMMENT ON COLUMN repurpose.quotas.can_generate IS 'Whether one more generation may be asked for.';

COMMENT ON COLUMN repurpose.quotas.remaining IS 'Generations that are left, never less than zero.';

COMMENT ON COLUMN repurpose.quotas.used IS 'Generations completed or in flight.';

COMMENT ON COLUMN repurpose.quotas.generations_limit IS 'Generations a month that the tier permits.';

COMMENT ON COLUMN repurpose.quotas.resets_at IS 'When the count starts again at zero.';

CREATE TRIGGER update_users_updated_at BEFORE UPDATE ON repurpose.users
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.update_updated_at_column();

CREATE TRIGGER follow_tier BEFORE INSERT OR UPDATE OF subscription_tier ON repurpose.users
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.set_generations_limit();

CREATE TRIGGER enforce_status BEFORE UPDATE OF status ON repurpose.generations
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION quintet.enforce_transitions('status', 'pending>completed', 'pending>failed', 'pending>partial', 'partial>completed');

CREATE TRIGGER record_event AFTER INSERT OR UPDATE OR DELETE ON repurpose.generations
    FOR EACH ROW
    EXECUTE FUNCTION quintet.record_event('repurpose.generation', 'id', 'generation');

CREATE TRIGGER prepare BEFORE INSERT OR UPDATE ON repurpose.generations
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.prepare_generation();

CREATE TRIGGER refuse_over_quota BEFORE INSERT ON repurpose.generations
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.enforce_quota();

CREATE TRIGGER increment_generation_count_on_complete AFTER INSERT OR UPDATE ON repurpose.generations
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.increment_user_generation_count();

CREATE TRIGGER log_usage AFTER INSERT OR UPDATE OF status ON repurpose.generations
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.log_generation();

CREATE TRIGGER update_subscriptions_updated_at BEFORE UPDATE ON repurpose.subscriptions
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.update_updated_at_column();

CREATE TRIGGER skip_stale_event BEFORE UPDATE ON repurpose.subscriptions
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.skip_stale_event();

CREATE TRIGGER mirror_to_user AFTER INSERT OR UPDATE ON repurpose.subscriptions
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.mirror_subscription();

CREATE TRIGGER keep_billing_history BEFORE DELETE ON repurpose.subscriptions
    FOR EACH ROW
    EXECUTE FUNCTION repurpose.archive_subscription();

GRANT SELECT (days, avg_time_ms, median_time_ms, p95_time_ms) ON repurpose.generation_times TO quintet_admin;

GRANT SELECT ON repurpose.generation_times TO quintet_worker;

GRANT SELECT (date, generations, active_users) ON repurpose.generations_by_day TO quintet_admin;

GRANT SELECT ON repurpose.generations_by_day TO quintet_worker;

GRANT SELECT (platform, usage_count) ON repurpose.popular_platforms TO quintet_admin;

GRANT SELECT ON repurpose.popular_platforms TO quintet_worker;

ALTER TABLE repurpose.subscriptions_archive ENABLE ROW LEVEL SECURITY;

ALTER TABLE repurpose.subscriptions_archive FORCE ROW LEVEL SECURITY;

CREATE POLICY subscriptions_archive_staff ON repurpose.subscriptions_archive
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY subscriptions_archive_owner ON repurpose.subscriptions_archive
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, pseudonym, tier, status, current_period_start, current_period_end, canceled_at, amount_cents, currency, interval, created_at, archived_at) ON repurpose.subscriptions_archive TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON repurpose.subscriptions_archive TO quintet_worker;

GRANT SELECT (subscription_tier, user_count, total_generations) ON repurpose.subscriptions_by_tier TO quintet_admin;

GRANT SELECT ON repurpose.subscriptions_by_tier TO quintet_worker;

ALTER TABLE repurpose.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE repurpose.users FORCE ROW LEVEL SECURITY;

CREATE POLICY users_select_own ON repurpose.users
    FOR SELECT TO quintet_app
    USING ((users.clerk_user_id = (SELECT repurpose.clerk_id())) AND (deleted_at IS NULL));

CREATE POLICY users_update_own ON repurpose.users
    FOR UPDATE TO quintet_app
    USING ((users.clerk_user_id = (SELECT repurpose.clerk_id())) AND (deleted_at IS NULL))
    WITH CHECK ((users.clerk_user_id = (SELECT repurpose.clerk_id())) AND (deleted_at IS NULL));

CREATE POLICY users_staff ON repurpose.users
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY users_owner ON repurpose.users
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, clerk_user_id, email, full_name, subscription_tier, subscription_status, stripe_customer_id, stripe_subscription_id, subscription_current_period_end, generations_count_current_month, generations_limit, last_generation_at, usage_reset_at, default_tone, created_at, updated_at, deleted_at) ON repurpose.users TO quintet_app;

GRANT UPDATE (full_name, default_tone) ON repurpose.users TO quintet_app;

GRANT SELECT (id, clerk_user_id, email, full_name, subscription_tier, subscription_status, stripe_customer_id, stripe_subscription_id, subscription_current_period_end, generations_count_current_month, generations_limit, last_generation_at, usage_reset_at, default_tone, created_at, updated_at, deleted_at) ON repurpose.users TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON repurpose.users TO quintet_worker;

ALTER TABLE repurpose.webhook_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE repurpose.webhook_events FORCE ROW LEVEL SECURITY;

CREATE POLICY webhook_events_staff ON repurpose.webhook_events
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY webhook_events_owner ON repurpose.webhook_events
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, source, event_type, event_id, processed, processed_at, error_message, retry_count, created_at) ON repurpose.webhook_events TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON repurpose.webhook_events TO quintet_worker;

GRANT SELECT (user_id, subscription_id, tier, status, current_period_start, current_period_end, cancel_at_period_end, amount_cents, currency, interval, trial_end) ON repurpose.current_subscriptions TO quintet_app;

GRANT SELECT (user_id, subscription_id, tier, status, current_period_start, current_period_end, cancel_at_period_end, amount_cents, currency, interval, trial_end) ON repurpose.current_subscriptions TO quintet_admin;

GRANT SELECT ON repurpose.current_subscriptions TO quintet_worker;

ALTER TABLE repurpose.generations ENABLE ROW LEVEL SECURITY;

ALTER TABLE repurpose.generations FORCE ROW LEVEL SECURITY;

CREATE POLICY generations_select_own ON repurpose.generations
    FOR SELECT TO quintet_app
    USING (generations.user_id = (SELECT repurpose.account()));

CREATE POLICY generations_insert_own ON repurpose.generations
    FOR INSERT TO quintet_app
    WITH CHECK (generations.user_id = (SELECT repurpose.account()));

CREATE POLICY generations_update_own ON repurpose.generations
    FOR UPDATE TO quintet_app
    USING (generations.user_id = (SELECT repurpose.account()))
    WITH CHECK (generations.user_id = (SELECT repurpose.account()));

CREATE POLICY generations_staff ON repurpose.generations
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY generations_owner ON repurpose.generations
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, input_content, input_content_hash, selected_platforms, selected_tone, core_message, key_points, detected_topic, detected_audience, output_tiktok, output_twitter, output_threads, output_linkedin, output_instagram, output_email, generation_time_ms, llm_provider, llm_model, total_tokens_used, status, error_message, created_at, completed_at) ON repurpose.generations TO quintet_app;

GRANT INSERT (user_id, input_content, selected_platforms, selected_tone) ON repurpose.generations TO quintet_app;

GRANT UPDATE (output_tiktok, output_twitter, output_threads, output_linkedin, output_instagram, output_email) ON repurpose.generations TO quintet_app;

GRANT SELECT (id, user_id, input_content, input_content_hash, selected_platforms, selected_tone, core_message, key_points, detected_topic, detected_audience, output_tiktok, output_twitter, output_threads, output_linkedin, output_instagram, output_email, generation_time_ms, llm_provider, llm_model, total_tokens_used, status, error_message, created_at, completed_at) ON repurpose.generations TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON repurpose.generations TO quintet_worker;

ALTER TABLE repurpose.generations_archive ENABLE ROW LEVEL SECURITY;

ALTER TABLE repurpose.generations_archive FORCE ROW LEVEL SECURITY;

CREATE POLICY generations_archive_select_own ON repurpose.generations_archive
    FOR SELECT TO quintet_app
    USING (generations_archive.user_id = (SELECT repurpose.account()));

CREATE POLICY generations_archive_staff ON repurpose.generations_archive
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY generations_archive_owner ON repurpose.generations_archive
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, input_content, input_content_hash, selected_platforms, selected_tone, core_message, key_points, detected_topic, detected_audience, output_tiktok, output_twitter, output_threads, output_linkedin, output_instagram, output_email, generation_time_ms, llm_provider, llm_model, total_tokens_used, status, error_message, created_at, completed_at, archived_at) ON repurpose.generations_archive TO quintet_app;

GRANT SELECT (id, user_id, input_content, input_content_hash, selected_platforms, selected_tone, core_message, key_points, detected_topic, detected_audience, output_tiktok, output_twitter, output_threads, output_linkedin, output_instagram, output_email, generation_time_ms, llm_provider, llm_model, total_tokens_used, status, error_message, created_at, completed_at, archived_at) ON repurpose.generations_archive TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON repurpose.generations_archive TO quintet_worker;

GRANT SELECT (user_id, can_generate, remaining, used, generations_limit, resets_at) ON repurpose.quotas TO quintet_app;

GRANT SELECT (user_id, can_generate, remaining, used, generations_limit, resets_at) ON repurpose.quotas TO quintet_admin;

GRANT SELECT ON repurpose.quotas TO quintet_worker;

ALTER TABLE repurpose.subscriptions ENABLE ROW LEVEL SECURITY;

ALTER TABLE repurpose.subscriptions FORCE ROW LEVEL SECURITY;

CREATE POLICY subscriptions_select_own ON repurpose.subscriptions
    FOR SELECT TO quintet_app
    USING (subscriptions.user_id = (SELECT repurpose.account()));

CREATE POLICY subscriptions_staff ON repurpose.subscriptions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY subscriptions_owner ON repurpose.subscriptions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, stripe_subscription_id, stripe_customer_id, stripe_price_id, tier, status, current_period_start, current_period_end, cancel_at_period_end, canceled_at, amount_cents, currency, interval, trial_start, trial_end, created_at, updated_at, last_event_at) ON repurpose.subscriptions TO quintet_app;

GRANT SELECT (id, user_id, stripe_subscription_id, stripe_customer_id, stripe_price_id, tier, status, current_period_start, current_period_end, cancel_at_period_end, canceled_at, amount_cents, currency, interval, trial_start, trial_end, created_at, updated_at, last_event_at) ON repurpose.subscriptions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON repurpose.subscriptions TO quintet_worker;

ALTER TABLE repurpose.usage_logs_daily ENABLE ROW LEVEL SECURITY;

ALTER TABLE repurpose.usage_logs_daily FORCE ROW LEVEL SECURITY;

CREATE POLICY usage_logs_daily_select_own ON repurpose.usage_logs_daily
    FOR SELECT TO quintet_app
    USING (usage_logs_daily.user_id = (SELECT repurpose.account()));

CREATE POLICY usage_logs_daily_staff ON repurpose.usage_logs_daily
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY usage_logs_daily_owner ON repurpose.usage_logs_daily
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, day, event_type, event_count, platform_count, tokens_used, estimated_cost_usd) ON repurpose.usage_logs_daily TO quintet_app;

GRANT SELECT (id, user_id, day, event_type, event_count, platform_count, tokens_used, estimated_cost_usd) ON repurpose.usage_logs_daily TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON repurpose.usage_logs_daily TO quintet_worker;

ALTER TABLE repurpose.usage_logs ENABLE ROW LEVEL SECURITY;

ALTER TABLE repurpose.usage_logs FORCE ROW LEVEL SECURITY;

CREATE POLICY usage_logs_select_own ON repurpose.usage_logs
    FOR SELECT TO quintet_app
    USING (usage_logs.user_id = (SELECT repurpose.account()));

CREATE POLICY usage_logs_staff ON repurpose.usage_logs
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY usage_logs_owner ON repurpose.usage_logs
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, generation_id, event_type, platform_count, platforms, tokens_used, estimated_cost_usd, user_agent, ip_address, created_at) ON repurpose.usage_logs TO quintet_app;

GRANT SELECT (id, user_id, generation_id, event_type, platform_count, platforms, tokens_used, estimated_cost_usd, user_agent, ip_address, created_at) ON repurpose.usage_logs TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON repurpose.usage_logs TO quintet_worker;
