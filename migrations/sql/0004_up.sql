CREATE SCHEMA webbuilder;

GRANT USAGE ON SCHEMA webbuilder TO quintet_app, quintet_admin, quintet_worker;

CREATE TABLE webbuilder.app_settings (
	key VARCHAR(100) NOT NULL, 
	value JSONB NOT NULL, 
	description TEXT, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_app_settings PRIMARY KEY (key), 
	CONSTRAINT ck_app_settings_value_has_its_shape CHECK (CASE
    WHEN starts_with(key, 'limits.') THEN
        jsonb_typeof(value) = 'object'
        AND NOT jsonb_path_exists(value, '$.* ? (@.type() != "number" && @.type() != "null")')
    WHEN starts_with(key, 'shutoff.') THEN jsonb_typeof(value) = 'boolean'
    WHEN key = 'costs.alert_thresholds' THEN
        jsonb_typeof(value) = 'array' AND NOT jsonb_path_exists(value, '$[*] ? (@.type() != "number")')
    WHEN starts_with(key, 'costs.') THEN jsonb_typeof(value) IN ('number', 'null')
    ELSE true
END)
);

COMMENT ON TABLE webbuilder.app_settings IS 'A setting of the application or a feature flag.';

COMMENT ON COLUMN webbuilder.app_settings.key IS 'Name of the setting; everybody sees those that begin with features. or limits.';

COMMENT ON COLUMN webbuilder.app_settings.value IS 'Value of the setting.';

COMMENT ON COLUMN webbuilder.app_settings.description IS 'What the setting does.';

COMMENT ON COLUMN webbuilder.app_settings.created_at IS 'When the setting was made.';

COMMENT ON COLUMN webbuilder.app_settings.updated_at IS 'When the setting was last changed.';

CREATE TABLE webbuilder.audit_log (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	actor_id UUID, 
	actor_role VARCHAR(63) NOT NULL, 
	operation VARCHAR(6) NOT NULL, 
	table_name VARCHAR(63) NOT NULL, 
	row_key VARCHAR(100) NOT NULL, 
	changed TEXT[] NOT NULL, 
	before JSONB, 
	after JSONB, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_audit_log PRIMARY KEY (id), 
	CONSTRAINT ck_audit_log_operation_values CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')), 
	CONSTRAINT ck_audit_log_changed_elements CHECK (array_position(changed, NULL) IS NULL)
);

CREATE INDEX ix_audit_log_actor_id ON webbuilder.audit_log (actor_id, created_at);

CREATE INDEX ix_audit_log_created_at ON webbuilder.audit_log (created_at);

CREATE INDEX ix_audit_log_row ON webbuilder.audit_log (table_name, row_key, created_at);

COMMENT ON TABLE webbuilder.audit_log IS 'An entry of the audit trail: who changed which row, and which of its columns.';

COMMENT ON COLUMN webbuilder.audit_log.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.audit_log.actor_id IS 'Account that made the change; null for jobs and staff.';

COMMENT ON COLUMN webbuilder.audit_log.actor_role IS 'Database role that made the change.';

COMMENT ON COLUMN webbuilder.audit_log.operation IS 'What was done.';

COMMENT ON COLUMN webbuilder.audit_log.table_name IS 'Table whose row changed.';

COMMENT ON COLUMN webbuilder.audit_log.row_key IS 'Key of the row.';

COMMENT ON COLUMN webbuilder.audit_log.changed IS 'Names of the columns that changed.';

COMMENT ON COLUMN webbuilder.audit_log.before IS 'Values before the change, of columns that may be recorded.';

COMMENT ON COLUMN webbuilder.audit_log.after IS 'Values after the change, of columns that may be recorded.';

COMMENT ON COLUMN webbuilder.audit_log.created_at IS 'When the change was made.';

CREATE TABLE webbuilder.job_queue (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	job_type VARCHAR(100) NOT NULL, 
	payload JSONB DEFAULT '{}'::jsonb NOT NULL, 
	status VARCHAR(20) DEFAULT 'pending' NOT NULL, 
	attempts INTEGER DEFAULT 0 NOT NULL, 
	max_attempts INTEGER DEFAULT 3 NOT NULL, 
	error_message TEXT, 
	scheduled_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	started_at TIMESTAMP WITH TIME ZONE, 
	completed_at TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_job_queue PRIMARY KEY (id), 
	CONSTRAINT ck_job_queue_attempts_are_limited CHECK (attempts <= max_attempts), 
	CONSTRAINT ck_job_queue_start_has_a_time CHECK (status <> 'processing' OR started_at IS NOT NULL), 
	CONSTRAINT ck_job_queue_completion_has_a_time CHECK (status <> 'completed' OR completed_at IS NOT NULL), 
	CONSTRAINT ck_job_queue_failure_has_a_reason CHECK (status NOT IN ('failed', 'retrying') OR error_message IS NOT NULL), 
	CONSTRAINT ck_job_queue_status_values CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'retrying')), 
	CONSTRAINT ck_job_queue_attempts_range CHECK (attempts >= 0), 
	CONSTRAINT ck_job_queue_max_attempts_range CHECK (max_attempts >= 1)
);

CREATE UNIQUE INDEX ix_job_queue_once ON webbuilder.job_queue ((payload ->> 'once'));

CREATE INDEX ix_job_queue_processing ON webbuilder.job_queue (started_at) WHERE status = 'processing';

CREATE INDEX ix_job_queue_waiting ON webbuilder.job_queue (scheduled_at, id) WHERE status IN ('pending', 'retrying');

COMMENT ON TABLE webbuilder.job_queue IS 'A job that runs in the background.';

COMMENT ON COLUMN webbuilder.job_queue.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.job_queue.job_type IS 'Kind of job.';

COMMENT ON COLUMN webbuilder.job_queue.payload IS 'What the job works on.';

COMMENT ON COLUMN webbuilder.job_queue.status IS 'How far the job is.';

COMMENT ON COLUMN webbuilder.job_queue.attempts IS 'How often it was begun.';

COMMENT ON COLUMN webbuilder.job_queue.max_attempts IS 'How often it may be begun.';

COMMENT ON COLUMN webbuilder.job_queue.error_message IS 'Why the last attempt failed.';

COMMENT ON COLUMN webbuilder.job_queue.scheduled_at IS 'When it should run, at the earliest.';

COMMENT ON COLUMN webbuilder.job_queue.started_at IS 'When the last attempt began.';

COMMENT ON COLUMN webbuilder.job_queue.completed_at IS 'When it was done.';

COMMENT ON COLUMN webbuilder.job_queue.created_at IS 'When it was put into the queue.';

COMMENT ON COLUMN webbuilder.job_queue.updated_at IS 'When the row was last changed.';

ALTER TABLE webbuilder.job_queue SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

CREATE TABLE webbuilder.users (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	email VARCHAR(255) NOT NULL, 
	password_hash VARCHAR(255) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	avatar_url TEXT, 
	subscription_tier VARCHAR(20) DEFAULT 'freemium' NOT NULL, 
	subscription_status VARCHAR(20) DEFAULT 'active' NOT NULL, 
	subscription_ends_at TIMESTAMP WITH TIME ZONE, 
	settings JSONB DEFAULT '{}'::jsonb NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	last_active_at TIMESTAMP WITH TIME ZONE, 
	is_active BOOLEAN DEFAULT true NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_email UNIQUE (email), 
	CONSTRAINT ck_users_password_hash_form CHECK (password_hash ~ '^(\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53})$'), 
	CONSTRAINT ck_users_subscription_tier_values CHECK (subscription_tier IN ('freemium', 'creator', 'business', 'agency')), 
	CONSTRAINT ck_users_subscription_status_values CHECK (subscription_status IN ('active', 'canceled', 'past_due', 'trial'))
);

CREATE INDEX idx_users_active ON webbuilder.users (last_active_at) WHERE is_active;

CREATE INDEX idx_users_email ON webbuilder.users (email);

CREATE INDEX idx_users_subscription_tier ON webbuilder.users (subscription_tier);

CREATE INDEX ix_users_settings ON webbuilder.users USING gin (settings jsonb_path_ops);

COMMENT ON TABLE webbuilder.users IS 'A person with a Web Builder account, and the plan they are on.';

COMMENT ON COLUMN webbuilder.users.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.users.email IS 'E-mail address, unique among accounts.';

COMMENT ON COLUMN webbuilder.users.password_hash IS 'Hash of the password, made with bcrypt.';

COMMENT ON COLUMN webbuilder.users.name IS 'Full name as shown in the app.';

COMMENT ON COLUMN webbuilder.users.avatar_url IS 'Where the profile picture is.';

COMMENT ON COLUMN webbuilder.users.subscription_tier IS 'Plan the person is on; it decides the monthly limits.';

COMMENT ON COLUMN webbuilder.users.subscription_status IS 'State of the subscription.';

COMMENT ON COLUMN webbuilder.users.subscription_ends_at IS 'When the subscription runs out; from then on the limits of the free plan hold. Null for no end.';

COMMENT ON COLUMN webbuilder.users.settings IS 'Preferences of the person, as the app stores them.';

COMMENT ON COLUMN webbuilder.users.created_at IS 'When the account was made.';

COMMENT ON COLUMN webbuilder.users.updated_at IS 'When the account was last changed.';

COMMENT ON COLUMN webbuilder.users.last_active_at IS 'When the person last logged in or did something.';

COMMENT ON COLUMN webbuilder.users.is_active IS 'Whether the account may be used.';

CREATE TABLE webbuilder.ai_cost_tracking (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	date DATE NOT NULL, 
	openai_cost NUMERIC(8, 4) DEFAULT 0 NOT NULL, 
	anthropic_cost NUMERIC(8, 4) DEFAULT 0 NOT NULL, 
	total_cost NUMERIC(8, 4) DEFAULT 0 NOT NULL, 
	generations_count INTEGER DEFAULT 0 NOT NULL, 
	tokens_used INTEGER DEFAULT 0 NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_ai_cost_tracking PRIMARY KEY (id), 
	CONSTRAINT uq_ai_cost_tracking_user_id_date UNIQUE (user_id, date), 
	CONSTRAINT ck_ai_cost_tracking_total_has_all_providers CHECK (total_cost >= openai_cost + anthropic_cost), 
	CONSTRAINT fk_ai_cost_tracking_user_id FOREIGN KEY(user_id) REFERENCES webbuilder.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_ai_cost_tracking_openai_cost_range CHECK (openai_cost >= 0 AND openai_cost < 'Infinity'), 
	CONSTRAINT ck_ai_cost_tracking_anthropic_cost_range CHECK (anthropic_cost >= 0 AND anthropic_cost < 'Infinity'), 
	CONSTRAINT ck_ai_cost_tracking_total_cost_range CHECK (total_cost >= 0 AND total_cost < 'Infinity'), 
	CONSTRAINT ck_ai_cost_tracking_generations_count_range CHECK (generations_count >= 0), 
	CONSTRAINT ck_ai_cost_tracking_tokens_used_range CHECK (tokens_used >= 0)
);

CREATE INDEX ix_ai_cost_tracking_date ON webbuilder.ai_cost_tracking (date);

COMMENT ON TABLE webbuilder.ai_cost_tracking IS 'What a person''s use of AI cost on one day.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.user_id IS 'Whose costs they are.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.date IS 'The day, in UTC.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.openai_cost IS 'Part of the total for models of OpenAI, in US dollars.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.anthropic_cost IS 'Part of the total for models of Anthropic, in US dollars.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.total_cost IS 'Cost of the day for all providers, in US dollars.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.generations_count IS 'Number of generations that ended on the day.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.tokens_used IS 'Tokens sent and written in these generations.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.created_at IS 'When the row was made.';

COMMENT ON COLUMN webbuilder.ai_cost_tracking.updated_at IS 'When the row was last changed.';

ALTER TABLE webbuilder.ai_cost_tracking SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

CREATE TABLE webbuilder.campaigns (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	description TEXT, 
	status VARCHAR(20) DEFAULT 'draft' NOT NULL, 
	type VARCHAR(30) NOT NULL, 
	platform_source VARCHAR(50), 
	platform_source_id VARCHAR(255), 
	target_audience TEXT, 
	business_type VARCHAR(100), 
	goals JSONB DEFAULT '[]'::jsonb NOT NULL, 
	brand_guidelines TEXT, 
	performance_requirements JSONB DEFAULT '{}'::jsonb NOT NULL, 
	views INTEGER DEFAULT 0 NOT NULL, 
	conversions INTEGER DEFAULT 0 NOT NULL, 
	revenue_generated NUMERIC(12, 2) DEFAULT 0 NOT NULL, 
	currency VARCHAR(3) DEFAULT 'USD' NOT NULL, 
	launched_at TIMESTAMP WITH TIME ZONE, 
	search_vector TSVECTOR NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_campaigns PRIMARY KEY (id), 
	CONSTRAINT fk_campaigns_user_id FOREIGN KEY(user_id) REFERENCES webbuilder.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_campaigns_status_values CHECK (status IN ('draft', 'generating', 'ready', 'launched', 'paused', 'archived')), 
	CONSTRAINT ck_campaigns_type_values CHECK (type IN ('landing_page', 'funnel', 'email_sequence', 'complete_campaign', 'component_enhancement')), 
	CONSTRAINT ck_campaigns_goals_array CHECK (jsonb_typeof(goals) = 'array'), 
	CONSTRAINT ck_campaigns_views_range CHECK (views >= 0), 
	CONSTRAINT ck_campaigns_conversions_range CHECK (conversions >= 0), 
	CONSTRAINT ck_campaigns_revenue_generated_range CHECK (revenue_generated >= 0 AND revenue_generated < 'Infinity'), 
	CONSTRAINT ck_campaigns_currency_form CHECK (currency ~ '^([A-Z]{3})$')
);

CREATE INDEX idx_campaigns_created_at ON webbuilder.campaigns (created_at);

CREATE INDEX idx_campaigns_search ON webbuilder.campaigns USING gin (search_vector);

CREATE INDEX idx_campaigns_status ON webbuilder.campaigns (status);

CREATE INDEX idx_campaigns_user_id ON webbuilder.campaigns (user_id);

CREATE INDEX ix_campaigns_goals ON webbuilder.campaigns USING gin (goals jsonb_path_ops);

CREATE INDEX ix_campaigns_user_id_created_at ON webbuilder.campaigns (user_id, created_at, id);

COMMENT ON TABLE webbuilder.campaigns IS 'A marketing campaign: its aims, its state, and how it does.';

COMMENT ON COLUMN webbuilder.campaigns.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.campaigns.user_id IS 'Whose campaign it is.';

COMMENT ON COLUMN webbuilder.campaigns.name IS 'Name of the campaign.';

COMMENT ON COLUMN webbuilder.campaigns.description IS 'What the campaign is about.';

COMMENT ON COLUMN webbuilder.campaigns.status IS 'Where the campaign is in its life.';

COMMENT ON COLUMN webbuilder.campaigns.type IS 'Kind of campaign.';

COMMENT ON COLUMN webbuilder.campaigns.platform_source IS 'Platform that the material comes from, when existing content is improved.';

COMMENT ON COLUMN webbuilder.campaigns.platform_source_id IS 'Identifier of the material on that platform.';

COMMENT ON COLUMN webbuilder.campaigns.target_audience IS 'Whom the campaign speaks to.';

COMMENT ON COLUMN webbuilder.campaigns.business_type IS 'Line of business.';

COMMENT ON COLUMN webbuilder.campaigns.goals IS 'Array of the campaign''s goals.';

COMMENT ON COLUMN webbuilder.campaigns.brand_guidelines IS 'How the brand wants to be presented.';

COMMENT ON COLUMN webbuilder.campaigns.performance_requirements IS 'What the result must achieve, such as loading times.';

COMMENT ON COLUMN webbuilder.campaigns.views IS 'Number of view events of the campaign.';

COMMENT ON COLUMN webbuilder.campaigns.conversions IS 'Number of conversions of the campaign.';

COMMENT ON COLUMN webbuilder.campaigns.revenue_generated IS 'Sum of the conversions'' values in the campaign''s currency; other currencies are left out.';

COMMENT ON COLUMN webbuilder.campaigns.currency IS 'ISO 4217 code of the currency in which revenue is summed.';

COMMENT ON COLUMN webbuilder.campaigns.launched_at IS 'When the campaign was first launched.';

COMMENT ON COLUMN webbuilder.campaigns.search_vector IS 'Words of the name, the description, the audience and the line of business.';

COMMENT ON COLUMN webbuilder.campaigns.created_at IS 'When the campaign was made.';

COMMENT ON COLUMN webbuilder.campaigns.updated_at IS 'When the campaign was last edited.';

ALTER TABLE webbuilder.campaigns SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE webbuilder.component_library (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	description TEXT, 
	category VARCHAR(100), 
	tags TEXT[] DEFAULT '{}'::text[] NOT NULL, 
	component_type VARCHAR(50) NOT NULL, 
	code TEXT, 
	props_schema JSONB DEFAULT '{}'::jsonb NOT NULL, 
	preview_image_url TEXT, 
	is_public BOOLEAN DEFAULT false NOT NULL, 
	is_marketplace_item BOOLEAN DEFAULT false NOT NULL, 
	price NUMERIC(8, 2), 
	downloads INTEGER DEFAULT 0 NOT NULL, 
	likes INTEGER DEFAULT 0 NOT NULL, 
	search_vector TSVECTOR NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_component_library PRIMARY KEY (id), 
	CONSTRAINT ck_component_library_marketplace_item_is_public_and_has_a_price CHECK (NOT is_marketplace_item OR (is_public AND price IS NOT NULL)), 
	CONSTRAINT fk_component_library_user_id FOREIGN KEY(user_id) REFERENCES webbuilder.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_component_library_tags_elements CHECK (array_position(tags, NULL) IS NULL), 
	CONSTRAINT ck_component_library_component_type_values CHECK (component_type IN ('landing_page', 'form', 'header', 'footer', 'hero_section', 'testimonials', 'pricing', 'email_template', 'popup', 'navigation', 'custom')), 
	CONSTRAINT ck_component_library_price_range CHECK (price >= 0 AND price < 'Infinity'), 
	CONSTRAINT ck_component_library_downloads_range CHECK (downloads >= 0), 
	CONSTRAINT ck_component_library_likes_range CHECK (likes >= 0)
);

CREATE INDEX idx_component_library_marketplace ON webbuilder.component_library (is_marketplace_item) WHERE is_marketplace_item;

CREATE INDEX idx_component_library_public ON webbuilder.component_library (is_public) WHERE is_public;

CREATE INDEX idx_component_library_search ON webbuilder.component_library USING gin (search_vector);

CREATE INDEX idx_component_library_user_id ON webbuilder.component_library (user_id);

CREATE INDEX ix_component_library_created_at ON webbuilder.component_library (created_at, id);

CREATE INDEX ix_component_library_tags ON webbuilder.component_library USING gin (tags);

COMMENT ON TABLE webbuilder.component_library IS 'A component that a person keeps for later; public ones can be used by everybody.';

COMMENT ON COLUMN webbuilder.component_library.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.component_library.user_id IS 'Whose component it is.';

COMMENT ON COLUMN webbuilder.component_library.name IS 'Name of the component.';

COMMENT ON COLUMN webbuilder.component_library.description IS 'What the component is good for.';

COMMENT ON COLUMN webbuilder.component_library.category IS 'Category, in the owner''s words.';

COMMENT ON COLUMN webbuilder.component_library.tags IS 'Array of words to find it by.';

COMMENT ON COLUMN webbuilder.component_library.component_type IS 'Kind of component.';

COMMENT ON COLUMN webbuilder.component_library.code IS 'The component''s code.';

COMMENT ON COLUMN webbuilder.component_library.props_schema IS 'Which properties the component takes.';

COMMENT ON COLUMN webbuilder.component_library.preview_image_url IS 'Where a picture of it is.';

COMMENT ON COLUMN webbuilder.component_library.is_public IS 'Whether everybody can see and use it.';

COMMENT ON COLUMN webbuilder.component_library.is_marketplace_item IS 'Whether it is offered in the marketplace; it is public then and has a price.';

COMMENT ON COLUMN webbuilder.component_library.price IS 'Price in the marketplace, in US dollars; 0 is free.';

COMMENT ON COLUMN webbuilder.component_library.downloads IS 'How often it was downloaded.';

COMMENT ON COLUMN webbuilder.component_library.likes IS 'How often it was liked.';

COMMENT ON COLUMN webbuilder.component_library.search_vector IS 'Words of the name, the description, the category and the tags.';

COMMENT ON COLUMN webbuilder.component_library.created_at IS 'When the component was saved.';

COMMENT ON COLUMN webbuilder.component_library.updated_at IS 'When the component was last edited.';

CREATE TABLE webbuilder.platform_integrations (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	platform_type VARCHAR(50) NOT NULL, 
	connection_status VARCHAR(20) DEFAULT 'pending' NOT NULL, 
	account_name VARCHAR(255), 
	account_email VARCHAR(255), 
	encrypted_credentials TEXT, 
	platform_metadata JSONB DEFAULT '{}'::jsonb NOT NULL, 
	last_sync_at TIMESTAMP WITH TIME ZONE, 
	sync_status VARCHAR(20) DEFAULT 'idle' NOT NULL, 
	sync_error_message TEXT, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_platform_integrations PRIMARY KEY (id), 
	CONSTRAINT uq_platform_integrations_user_id_platform_type UNIQUE (user_id, platform_type), 
	CONSTRAINT ck_platform_integrations_sync_error_has_a_message CHECK (sync_status <> 'error' OR sync_error_message IS NOT NULL), 
	CONSTRAINT ck_platform_integrations_connection_needs_credentials CHECK (connection_status <> 'connected' OR encrypted_credentials IS NOT NULL), 
	CONSTRAINT fk_platform_integrations_user_id FOREIGN KEY(user_id) REFERENCES webbuilder.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_platform_integrations_platform_type_values CHECK (platform_type IN ('gohighlevel', 'simvoly', 'wordpress', 'custom')), 
	CONSTRAINT ck_platform_integrations_connection_status_values CHECK (connection_status IN ('connected', 'disconnected', 'error', 'pending')), 
	CONSTRAINT ck_platform_integrations_encrypted_credentials_form CHECK (encrypted_credentials ~ '^([a-z0-9]{1,16}:[A-Za-z0-9_=-]{40,})$'), 
	CONSTRAINT ck_platform_integrations_sync_status_values CHECK (sync_status IN ('idle', 'syncing', 'error', 'completed'))
);

COMMENT ON TABLE webbuilder.platform_integrations IS 'A person''s connection to an outside platform, at most one for each kind of platform.';

COMMENT ON COLUMN webbuilder.platform_integrations.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.platform_integrations.user_id IS 'Whose connection it is.';

COMMENT ON COLUMN webbuilder.platform_integrations.platform_type IS 'Kind of platform.';

COMMENT ON COLUMN webbuilder.platform_integrations.connection_status IS 'Whether the platform can be reached; pending until new credentials have been tried.';

COMMENT ON COLUMN webbuilder.platform_integrations.account_name IS 'Name of the account on the platform.';

COMMENT ON COLUMN webbuilder.platform_integrations.account_email IS 'E-mail address of the account on the platform.';

COMMENT ON COLUMN webbuilder.platform_integrations.encrypted_credentials IS 'Keys and tokens of the platform, encrypted, after the identifier of the key.';

COMMENT ON COLUMN webbuilder.platform_integrations.platform_metadata IS 'What the platform says about the account.';

COMMENT ON COLUMN webbuilder.platform_integrations.last_sync_at IS 'When data was last fetched successfully.';

COMMENT ON COLUMN webbuilder.platform_integrations.sync_status IS 'State of fetching data.';

COMMENT ON COLUMN webbuilder.platform_integrations.sync_error_message IS 'Why fetching data failed; null when it did not.';

COMMENT ON COLUMN webbuilder.platform_integrations.created_at IS 'When the connection was made.';

COMMENT ON COLUMN webbuilder.platform_integrations.updated_at IS 'When the connection last changed.';

CREATE TABLE webbuilder.user_roles (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_user_roles PRIMARY KEY (id), 
	CONSTRAINT uq_user_roles_user_id_role UNIQUE (user_id, role), 
	CONSTRAINT fk_user_roles_user_id FOREIGN KEY(user_id) REFERENCES webbuilder.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_user_roles_role_values CHECK (role IN ('admin'))
);

COMMENT ON TABLE webbuilder.user_roles IS 'A role that a person has beyond being a user, such as administrator.';

COMMENT ON COLUMN webbuilder.user_roles.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.user_roles.user_id IS 'Who has the role.';

COMMENT ON COLUMN webbuilder.user_roles.role IS 'The role.';

COMMENT ON COLUMN webbuilder.user_roles.created_at IS 'When the role was given.';

CREATE TABLE webbuilder.user_usage (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	month DATE NOT NULL, 
	campaigns_generated INTEGER DEFAULT 0 NOT NULL, 
	ai_credits_used INTEGER DEFAULT 0 NOT NULL, 
	storage_bytes_used BIGINT DEFAULT 0 NOT NULL, 
	api_calls_made INTEGER DEFAULT 0 NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_user_usage PRIMARY KEY (id), 
	CONSTRAINT uq_user_usage_user_id_month UNIQUE (user_id, month), 
	CONSTRAINT ck_user_usage_month_begins_on_the_first CHECK (extract(day FROM month) = 1), 
	CONSTRAINT fk_user_usage_user_id FOREIGN KEY(user_id) REFERENCES webbuilder.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_user_usage_campaigns_generated_range CHECK (campaigns_generated >= 0), 
	CONSTRAINT ck_user_usage_ai_credits_used_range CHECK (ai_credits_used >= 0), 
	CONSTRAINT ck_user_usage_storage_bytes_used_range CHECK (storage_bytes_used >= 0), 
	CONSTRAINT ck_user_usage_api_calls_made_range CHECK (api_calls_made >= 0)
);

COMMENT ON TABLE webbuilder.user_usage IS 'What a person used in one month, counted against the limits of their plan.';

COMMENT ON COLUMN webbuilder.user_usage.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.user_usage.user_id IS 'Whose usage it is.';

COMMENT ON COLUMN webbuilder.user_usage.month IS 'First day of the month, in UTC.';

COMMENT ON COLUMN webbuilder.user_usage.campaigns_generated IS 'Campaigns made in the month; deleting one does not lower it.';

COMMENT ON COLUMN webbuilder.user_usage.ai_credits_used IS 'AI credits used in the month; each generation takes one.';

COMMENT ON COLUMN webbuilder.user_usage.storage_bytes_used IS 'Bytes stored at the end of the month, or now for the running one.';

COMMENT ON COLUMN webbuilder.user_usage.api_calls_made IS 'Calls of the API in the month.';

COMMENT ON COLUMN webbuilder.user_usage.created_at IS 'When the row was made.';

COMMENT ON COLUMN webbuilder.user_usage.updated_at IS 'When the row was last changed.';

ALTER TABLE webbuilder.user_usage SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

CREATE TABLE webbuilder.campaign_components (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	campaign_id UUID NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	component_type VARCHAR(50) NOT NULL, 
	code TEXT, 
	props JSONB DEFAULT '{}'::jsonb NOT NULL, 
	css_styles TEXT, 
	preview_url TEXT, 
	export_formats JSONB DEFAULT '[]'::jsonb NOT NULL, 
	views INTEGER DEFAULT 0 NOT NULL, 
	clicks INTEGER DEFAULT 0 NOT NULL, 
	conversions INTEGER DEFAULT 0 NOT NULL, 
	engagement_score NUMERIC(5, 2), 
	ai_generation_metadata JSONB, 
	version INTEGER DEFAULT 1 NOT NULL, 
	parent_component_id UUID, 
	sort_order INTEGER DEFAULT 0 NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_campaign_components PRIMARY KEY (id), 
	CONSTRAINT ck_campaign_components_parent_is_another_component CHECK (parent_component_id <> id), 
	CONSTRAINT fk_campaign_components_campaign_id FOREIGN KEY(campaign_id) REFERENCES webbuilder.campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT ck_campaign_components_component_type_values CHECK (component_type IN ('landing_page', 'form', 'header', 'footer', 'hero_section', 'testimonials', 'pricing', 'email_template', 'popup', 'navigation', 'custom')), 
	CONSTRAINT ck_campaign_components_export_formats_array CHECK (jsonb_typeof(export_formats) = 'array'), 
	CONSTRAINT ck_campaign_components_views_range CHECK (views >= 0), 
	CONSTRAINT ck_campaign_components_clicks_range CHECK (clicks >= 0), 
	CONSTRAINT ck_campaign_components_conversions_range CHECK (conversions >= 0), 
	CONSTRAINT ck_campaign_components_engagement_score_range CHECK (engagement_score >= 0 AND engagement_score < 'Infinity'), 
	CONSTRAINT ck_campaign_components_version_range CHECK (version >= 1), 
	CONSTRAINT fk_campaign_components_parent_component_id FOREIGN KEY(parent_component_id) REFERENCES webbuilder.campaign_components (id) ON DELETE SET NULL
);

CREATE INDEX idx_components_campaign_id ON webbuilder.campaign_components (campaign_id);

CREATE INDEX idx_components_sort_order ON webbuilder.campaign_components (campaign_id, sort_order);

CREATE INDEX idx_components_type ON webbuilder.campaign_components (component_type);

CREATE INDEX ix_campaign_components_parent_component_id ON webbuilder.campaign_components (parent_component_id);

COMMENT ON TABLE webbuilder.campaign_components IS 'A part of a campaign, such as a form or a header: its code, its place, and how it does.';

COMMENT ON COLUMN webbuilder.campaign_components.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.campaign_components.campaign_id IS 'Campaign the component belongs to.';

COMMENT ON COLUMN webbuilder.campaign_components.name IS 'Name of the component.';

COMMENT ON COLUMN webbuilder.campaign_components.component_type IS 'Kind of component.';

COMMENT ON COLUMN webbuilder.campaign_components.code IS 'The component''s code.';

COMMENT ON COLUMN webbuilder.campaign_components.props IS 'Values for the component''s properties.';

COMMENT ON COLUMN webbuilder.campaign_components.css_styles IS 'Styles beyond those in the code.';

COMMENT ON COLUMN webbuilder.campaign_components.preview_url IS 'Where a preview is.';

COMMENT ON COLUMN webbuilder.campaign_components.export_formats IS 'Array of the formats the component can be exported in.';

COMMENT ON COLUMN webbuilder.campaign_components.views IS 'Number of view events.';

COMMENT ON COLUMN webbuilder.campaign_components.clicks IS 'Number of click events.';

COMMENT ON COLUMN webbuilder.campaign_components.conversions IS 'Number of conversions that the component brought.';

COMMENT ON COLUMN webbuilder.campaign_components.engagement_score IS 'How much visitors do with it; higher is better.';

COMMENT ON COLUMN webbuilder.campaign_components.ai_generation_metadata IS 'How the AI made it.';

COMMENT ON COLUMN webbuilder.campaign_components.version IS 'Number of the version; goes up by one with every change of name, type, code, properties or styles.';

COMMENT ON COLUMN webbuilder.campaign_components.parent_component_id IS 'Component of the same campaign that this one is a part of.';

COMMENT ON COLUMN webbuilder.campaign_components.sort_order IS 'Place among the campaign''s components, lowest first.';

COMMENT ON COLUMN webbuilder.campaign_components.created_at IS 'When the component was made.';

COMMENT ON COLUMN webbuilder.campaign_components.updated_at IS 'When the component was last edited.';

ALTER TABLE webbuilder.campaign_components SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

CREATE TABLE webbuilder.platform_analyses (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	integration_id UUID NOT NULL, 
	analysis_type VARCHAR(50) NOT NULL, 
	summary JSONB DEFAULT '{}'::jsonb NOT NULL, 
	campaigns_analyzed JSONB DEFAULT '[]'::jsonb NOT NULL, 
	recommendations JSONB DEFAULT '[]'::jsonb NOT NULL, 
	migration_assessment JSONB, 
	ai_model_used VARCHAR(100), 
	ai_cost NUMERIC(10, 4) DEFAULT 0 NOT NULL, 
	processing_time_seconds INTEGER, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_platform_analyses PRIMARY KEY (id), 
	CONSTRAINT fk_platform_analyses_integration_id FOREIGN KEY(integration_id) REFERENCES webbuilder.platform_integrations (id) ON DELETE CASCADE, 
	CONSTRAINT ck_platform_analyses_analysis_type_values CHECK (analysis_type IN ('full_audit', 'campaign_analysis', 'migration_assessment')), 
	CONSTRAINT ck_platform_analyses_campaigns_analyzed_array CHECK (jsonb_typeof(campaigns_analyzed) = 'array'), 
	CONSTRAINT ck_platform_analyses_recommendations_array CHECK (jsonb_typeof(recommendations) = 'array'), 
	CONSTRAINT ck_platform_analyses_ai_cost_range CHECK (ai_cost >= 0 AND ai_cost < 'Infinity'), 
	CONSTRAINT ck_platform_analyses_processing_time_seconds_range CHECK (processing_time_seconds >= 0)
);

CREATE INDEX ix_platform_analyses_integration_id ON webbuilder.platform_analyses (integration_id, created_at, id);

COMMENT ON TABLE webbuilder.platform_analyses IS 'What the AI found when it looked at the content of a connected platform.';

COMMENT ON COLUMN webbuilder.platform_analyses.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.platform_analyses.integration_id IS 'Connection whose content was analysed.';

COMMENT ON COLUMN webbuilder.platform_analyses.analysis_type IS 'Kind of analysis.';

COMMENT ON COLUMN webbuilder.platform_analyses.summary IS 'The findings in short.';

COMMENT ON COLUMN webbuilder.platform_analyses.campaigns_analyzed IS 'Array of the campaigns that were looked at.';

COMMENT ON COLUMN webbuilder.platform_analyses.recommendations IS 'Array of suggestions for improvement.';

COMMENT ON COLUMN webbuilder.platform_analyses.migration_assessment IS 'How hard moving away would be, and a plan for it.';

COMMENT ON COLUMN webbuilder.platform_analyses.ai_model_used IS 'AI model that did the analysis.';

COMMENT ON COLUMN webbuilder.platform_analyses.ai_cost IS 'What the analysis cost, in US dollars.';

COMMENT ON COLUMN webbuilder.platform_analyses.processing_time_seconds IS 'Time it took, in seconds.';

COMMENT ON COLUMN webbuilder.platform_analyses.created_at IS 'When the analysis was made.';

CREATE TABLE webbuilder.ai_generations (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	campaign_id UUID, 
	component_id UUID, 
	generation_type VARCHAR(50) NOT NULL, 
	prompt_text TEXT, 
	reference_images TEXT[] DEFAULT '{}'::text[] NOT NULL, 
	model_used VARCHAR(100), 
	prompt_tokens INTEGER DEFAULT 0 NOT NULL, 
	completion_tokens INTEGER DEFAULT 0 NOT NULL, 
	cost NUMERIC(8, 4) DEFAULT 0 NOT NULL, 
	status VARCHAR(20) DEFAULT 'processing' NOT NULL, 
	result_data JSONB, 
	error_message TEXT, 
	generation_time_seconds INTEGER, 
	iterations INTEGER DEFAULT 1 NOT NULL, 
	user_rating INTEGER, 
	user_feedback TEXT, 
	accepted BOOLEAN, 
	completed_at TIMESTAMP WITH TIME ZONE, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_ai_generations PRIMARY KEY (id), 
	CONSTRAINT ck_ai_generations_end_has_a_time CHECK ((status = 'processing') = (completed_at IS NULL)), 
	CONSTRAINT ck_ai_generations_completion_has_a_result CHECK (status <> 'completed' OR result_data IS NOT NULL), 
	CONSTRAINT ck_ai_generations_failure_has_a_reason CHECK (status <> 'failed' OR error_message IS NOT NULL), 
	CONSTRAINT fk_ai_generations_user_id FOREIGN KEY(user_id) REFERENCES webbuilder.users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_ai_generations_campaign_id FOREIGN KEY(campaign_id) REFERENCES webbuilder.campaigns (id) ON DELETE SET NULL, 
	CONSTRAINT fk_ai_generations_component_id FOREIGN KEY(component_id) REFERENCES webbuilder.campaign_components (id) ON DELETE SET NULL, 
	CONSTRAINT ck_ai_generations_generation_type_values CHECK (generation_type IN ('campaign', 'component', 'enhancement', 'analysis', 'migration_plan')), 
	CONSTRAINT ck_ai_generations_reference_images_elements CHECK (array_position(reference_images, NULL) IS NULL), 
	CONSTRAINT ck_ai_generations_prompt_tokens_range CHECK (prompt_tokens >= 0), 
	CONSTRAINT ck_ai_generations_completion_tokens_range CHECK (completion_tokens >= 0), 
	CONSTRAINT ck_ai_generations_cost_range CHECK (cost >= 0 AND cost < 'Infinity'), 
	CONSTRAINT ck_ai_generations_status_values CHECK (status IN ('processing', 'completed', 'failed', 'cancelled')), 
	CONSTRAINT ck_ai_generations_generation_time_seconds_range CHECK (generation_time_seconds >= 0), 
	CONSTRAINT ck_ai_generations_iterations_range CHECK (iterations >= 0), 
	CONSTRAINT ck_ai_generations_user_rating_range CHECK (user_rating >= 1 AND user_rating <= 5)
);

CREATE INDEX idx_ai_generations_cost ON webbuilder.ai_generations (cost);

CREATE INDEX idx_ai_generations_created_at ON webbuilder.ai_generations (created_at);

CREATE INDEX idx_ai_generations_user_id ON webbuilder.ai_generations (user_id);

CREATE INDEX ix_ai_generations_campaign_id ON webbuilder.ai_generations (campaign_id);

CREATE INDEX ix_ai_generations_component_id ON webbuilder.ai_generations (component_id);

CREATE INDEX ix_ai_generations_processing ON webbuilder.ai_generations (user_id) WHERE status = 'processing';

CREATE INDEX ix_ai_generations_user_id_created_at ON webbuilder.ai_generations (user_id, created_at, id);

COMMENT ON TABLE webbuilder.ai_generations IS 'One request to the AI and its result.';

COMMENT ON COLUMN webbuilder.ai_generations.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.ai_generations.user_id IS 'Who asked.';

COMMENT ON COLUMN webbuilder.ai_generations.campaign_id IS 'Campaign it was asked for.';

COMMENT ON COLUMN webbuilder.ai_generations.component_id IS 'Component it was asked for.';

COMMENT ON COLUMN webbuilder.ai_generations.generation_type IS 'What was asked for.';

COMMENT ON COLUMN webbuilder.ai_generations.prompt_text IS 'What the person wrote to the AI.';

COMMENT ON COLUMN webbuilder.ai_generations.reference_images IS 'Array of addresses of images given as examples.';

COMMENT ON COLUMN webbuilder.ai_generations.model_used IS 'AI model that did it.';

COMMENT ON COLUMN webbuilder.ai_generations.prompt_tokens IS 'Tokens sent to the model.';

COMMENT ON COLUMN webbuilder.ai_generations.completion_tokens IS 'Tokens the model wrote.';

COMMENT ON COLUMN webbuilder.ai_generations.cost IS 'What the generation cost, in US dollars.';

COMMENT ON COLUMN webbuilder.ai_generations.status IS 'How far the generation is; it ends once, and its owner may cancel it before.';

COMMENT ON COLUMN webbuilder.ai_generations.result_data IS 'What the AI made; there when the generation is completed.';

COMMENT ON COLUMN webbuilder.ai_generations.error_message IS 'Why the generation failed.';

COMMENT ON COLUMN webbuilder.ai_generations.generation_time_seconds IS 'Time it took, in seconds.';

COMMENT ON COLUMN webbuilder.ai_generations.iterations IS 'Number of attempts the result took.';

COMMENT ON COLUMN webbuilder.ai_generations.user_rating IS 'The person''s rating, 1 to 5.';

COMMENT ON COLUMN webbuilder.ai_generations.user_feedback IS 'What the person says about the result.';

COMMENT ON COLUMN webbuilder.ai_generations.accepted IS 'Whether the person took the result; null until decided.';

COMMENT ON COLUMN webbuilder.ai_generations.completed_at IS 'When the generation ended, in whatever way.';

COMMENT ON COLUMN webbuilder.ai_generations.created_at IS 'When the generation was asked for.';

COMMENT ON COLUMN webbuilder.ai_generations.updated_at IS 'When the row was last changed.';

CREATE TABLE webbuilder.campaign_events (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	campaign_id UUID NOT NULL, 
	component_id UUID, 
	event_type VARCHAR(50) NOT NULL, 
	event_data JSONB DEFAULT '{}'::jsonb NOT NULL, 
	session_id VARCHAR(255), 
	user_agent TEXT, 
	ip_address INET, 
	referrer TEXT, 
	country VARCHAR(2), 
	region VARCHAR(100), 
	city VARCHAR(100), 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_campaign_events PRIMARY KEY (id), 
	CONSTRAINT fk_campaign_events_campaign_id FOREIGN KEY(campaign_id) REFERENCES webbuilder.campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT fk_campaign_events_component_id FOREIGN KEY(component_id) REFERENCES webbuilder.campaign_components (id) ON DELETE SET NULL, 
	CONSTRAINT ck_campaign_events_event_type_values CHECK (event_type IN ('view', 'click', 'conversion', 'form_submit', 'email_open', 'email_click')), 
	CONSTRAINT ck_campaign_events_country_form CHECK (country ~ '^([A-Z]{2})$')
);

CREATE INDEX idx_campaign_events_campaign_id ON webbuilder.campaign_events (campaign_id);

CREATE INDEX idx_campaign_events_created_at ON webbuilder.campaign_events (created_at);

CREATE INDEX idx_campaign_events_type ON webbuilder.campaign_events (event_type);

CREATE INDEX ix_campaign_events_campaign_id_created_at ON webbuilder.campaign_events (campaign_id, created_at, id);

CREATE INDEX ix_campaign_events_component_id ON webbuilder.campaign_events (component_id);

CREATE INDEX ix_campaign_events_event_data ON webbuilder.campaign_events USING gin (event_data jsonb_path_ops);

COMMENT ON TABLE webbuilder.campaign_events IS 'Something a visitor did with a campaign.';

COMMENT ON COLUMN webbuilder.campaign_events.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.campaign_events.campaign_id IS 'Campaign the visitor saw.';

COMMENT ON COLUMN webbuilder.campaign_events.component_id IS 'Component it happened in.';

COMMENT ON COLUMN webbuilder.campaign_events.event_type IS 'What happened.';

COMMENT ON COLUMN webbuilder.campaign_events.event_data IS 'More about the event.';

COMMENT ON COLUMN webbuilder.campaign_events.session_id IS 'Identifier of the visitor''s session in the browser.';

COMMENT ON COLUMN webbuilder.campaign_events.user_agent IS 'What the visitor''s browser called itself.';

COMMENT ON COLUMN webbuilder.campaign_events.ip_address IS 'The visitor''s network address.';

COMMENT ON COLUMN webbuilder.campaign_events.referrer IS 'Address of the page the visitor came from.';

COMMENT ON COLUMN webbuilder.campaign_events.country IS 'ISO 3166 code of the visitor''s country.';

COMMENT ON COLUMN webbuilder.campaign_events.region IS 'The visitor''s region.';

COMMENT ON COLUMN webbuilder.campaign_events.city IS 'The visitor''s city.';

COMMENT ON COLUMN webbuilder.campaign_events.created_at IS 'When it happened.';

ALTER TABLE webbuilder.campaign_events SET (autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);

CREATE TABLE webbuilder.conversions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	campaign_id UUID NOT NULL, 
	component_id UUID, 
	conversion_type VARCHAR(50) NOT NULL, 
	value NUMERIC(12, 2) DEFAULT 0 NOT NULL, 
	currency VARCHAR(3) DEFAULT 'USD' NOT NULL, 
	session_id VARCHAR(255), 
	source VARCHAR(100), 
	medium VARCHAR(100), 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	CONSTRAINT pk_conversions PRIMARY KEY (id), 
	CONSTRAINT fk_conversions_campaign_id FOREIGN KEY(campaign_id) REFERENCES webbuilder.campaigns (id) ON DELETE CASCADE, 
	CONSTRAINT fk_conversions_component_id FOREIGN KEY(component_id) REFERENCES webbuilder.campaign_components (id) ON DELETE SET NULL, 
	CONSTRAINT ck_conversions_value_range CHECK (value >= 0 AND value < 'Infinity'), 
	CONSTRAINT ck_conversions_currency_form CHECK (currency ~ '^([A-Z]{3})$')
);

CREATE INDEX ix_conversions_campaign_id ON webbuilder.conversions (campaign_id, created_at, id);

CREATE INDEX ix_conversions_component_id ON webbuilder.conversions (component_id);

COMMENT ON TABLE webbuilder.conversions IS 'A visitor who became a customer or a contact, with the value and the source of it.';

COMMENT ON COLUMN webbuilder.conversions.id IS 'Unique identifier.';

COMMENT ON COLUMN webbuilder.conversions.campaign_id IS 'Campaign that brought it.';

COMMENT ON COLUMN webbuilder.conversions.component_id IS 'Component that brought it.';

COMMENT ON COLUMN webbuilder.conversions.conversion_type IS 'Kind of conversion, in the campaign''s own words.';

COMMENT ON COLUMN webbuilder.conversions.value IS 'What it is worth, in its own currency.';

COMMENT ON COLUMN webbuilder.conversions.currency IS 'ISO 4217 code of the value''s currency.';

COMMENT ON COLUMN webbuilder.conversions.session_id IS 'Identifier of the visitor''s session in the browser.';

COMMENT ON COLUMN webbuilder.conversions.source IS 'Where the visitor came from, such as a search engine.';

COMMENT ON COLUMN webbuilder.conversions.medium IS 'By what means the visitor came, such as mail or an advertisement.';

COMMENT ON COLUMN webbuilder.conversions.created_at IS 'When it happened.';

-- The Web Builder account of whoever asks, or null.
CREATE FUNCTION webbuilder.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.webbuilder_account', true), '')::uuid
$$;

REVOKE ALL ON FUNCTION webbuilder.account FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.account TO quintet_app, quintet_admin, quintet_worker;

-- Adds to (or takes from) what AI cost an account on a day, in UTC; tells staff once for each threshold crossed.
CREATE FUNCTION webbuilder.add_cost(
    account uuid, day date, model text, amount numeric, generations integer, tokens integer
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    provider text := webbuilder.provider_of(model);
    total numeric;
BEGIN
    INSERT INTO webbuilder.ai_cost_tracking (user_id, date) VALUES (account, day)
    ON CONFLICT (user_id, date) DO NOTHING;

    UPDATE webbuilder.ai_cost_tracking AS c
    SET openai_cost = c.openai_cost + CASE provider WHEN 'openai' THEN amount ELSE 0 END,
        anthropic_cost = c.anthropic_cost + CASE provider WHEN 'anthropic' THEN amount ELSE 0 END,
        total_cost = c.total_cost + amount,
        generations_count = c.generations_count + generations,
        tokens_used = c.tokens_used + tokens
    WHERE c.user_id = account AND c.date = day
    RETURNING c.total_cost INTO total;

    INSERT INTO webbuilder.job_queue (job_type, payload)
    SELECT 'cost_alert', jsonb_build_object(
        'once', concat_ws(':', 'cost_alert', account, day, t.threshold),
        'user_id', account,
        'date', day,
        'threshold', t.threshold::numeric,
        'total_cost', total
    )
    FROM jsonb_array_elements_text(webbuilder.setting('costs.alert_thresholds')) AS t (threshold)
    WHERE total - amount < t.threshold::numeric AND t.threshold::numeric <= total
    ON CONFLICT DO NOTHING;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.add_cost FROM PUBLIC;

-- Adds to an account's usage of the month, in UTC; refuses what goes beyond the limits of the running month.
-- The row stays locked until the transaction ends, so that two at once cannot both take the last unit.
CREATE FUNCTION webbuilder.add_usage(
    account uuid,
    moment timestamptz,
    campaigns integer DEFAULT 0,
    credits integer DEFAULT 0,
    bytes bigint DEFAULT 0,
    calls integer DEFAULT 0
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    first_day date := date_trunc('month', moment AT TIME ZONE 'UTC')::date;
    used webbuilder.user_usage;
    exceeded text;
BEGIN
    INSERT INTO webbuilder.user_usage AS u (user_id, month, storage_bytes_used)
    SELECT add_usage.account, first_day, coalesce((
        SELECT p.storage_bytes_used FROM webbuilder.user_usage AS p
        WHERE p.user_id = add_usage.account AND p.month < first_day
        ORDER BY p.month DESC LIMIT 1
    ), 0)
    ON CONFLICT (user_id, month) DO NOTHING;

    UPDATE webbuilder.user_usage AS u
    SET campaigns_generated = u.campaigns_generated + campaigns,
        ai_credits_used = u.ai_credits_used + credits,
        storage_bytes_used = greatest(u.storage_bytes_used + bytes, 0),
        api_calls_made = u.api_calls_made + calls
    WHERE u.user_id = add_usage.account AND u.month = first_day
    RETURNING u.* INTO used;

    IF first_day < date_trunc('month', statement_timestamp() AT TIME ZONE 'UTC')::date THEN
        RETURN;
    END IF;
    SELECT l.name INTO exceeded
    FROM jsonb_each_text(webbuilder.limits_of(add_usage.account)) AS l (name, value)
    WHERE (to_jsonb(used) ->> l.name)::numeric > l.value::numeric
        AND CASE l.name
            WHEN 'campaigns_generated' THEN campaigns
            WHEN 'ai_credits_used' THEN credits
            WHEN 'storage_bytes_used' THEN bytes
            WHEN 'api_calls_made' THEN calls
        END > 0
    LIMIT 1;
    IF exceeded IS NOT NULL THEN
        RAISE EXCEPTION 'limit of the plan exceeded' USING
            ERRCODE = 'QN429', TABLE = 'user_usage', SCHEMA = 'webbuilder', COLUMN = exceeded;
    END IF;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.add_usage FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.add_usage TO quintet_worker;

-- Lets a generation start: it takes a credit, and neither the person's nor everybody's costs of the day, with what
-- running generations are taken to cost, may have reached their ceiling. Finished ones (imports) only take a credit.
CREATE FUNCTION webbuilder.admit_generation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    today date := (statement_timestamp() AT TIME ZONE 'UTC')::date;
    reserved numeric := coalesce((webbuilder.setting('costs.reserved_per_generation') #>> '{}')::numeric, 0);
    ceiling numeric := (webbuilder.setting('costs.daily_ceiling') #>> '{}')::numeric;
    own_ceiling numeric := (webbuilder.limits_of(NEW.user_id) ->> 'daily_cost')::numeric;
    spent numeric;
    running bigint;
BEGIN
    IF NEW.status = 'processing' AND webbuilder.setting('shutoff.generations') = 'true' THEN
        RAISE EXCEPTION 'generations are shut off' USING ERRCODE = 'QN503';
    END IF;
    -- This locks the person's row of the month: their generations are let in one after the other.
    PERFORM webbuilder.add_usage(NEW.user_id, NEW.created_at, credits => 1);
    IF NEW.status <> 'processing' THEN
        RETURN NULL;
    END IF;

    IF own_ceiling IS NOT NULL THEN
        SELECT coalesce(sum(c.total_cost), 0) INTO spent
        FROM webbuilder.ai_cost_tracking AS c WHERE c.user_id = NEW.user_id AND c.date = today;
        SELECT count(*) INTO running
        FROM webbuilder.ai_generations AS g
        WHERE g.status = 'processing' AND g.user_id = NEW.user_id AND g.id <> NEW.id
            AND g.created_at > statement_timestamp() - interval '1 hour';
        IF spent + reserved * running >= own_ceiling THEN
            RAISE EXCEPTION 'costs of the day reached the plan''s limit' USING
                ERRCODE = 'QN429', TABLE = 'ai_cost_tracking', SCHEMA = 'webbuilder', COLUMN = 'total_cost';
        END IF;
    END IF;

    IF ceiling IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('webbuilder.admit_generation', 0));
        SELECT coalesce(sum(c.total_cost), 0) INTO spent
        FROM webbuilder.ai_cost_tracking AS c WHERE c.date = today;
        SELECT count(*) INTO running
        FROM webbuilder.ai_generations AS g
        WHERE g.status = 'processing' AND g.id <> NEW.id
            AND g.created_at > statement_timestamp() - interval '1 hour';
        IF spent + reserved * running >= ceiling THEN
            RAISE EXCEPTION 'costs of the day reached the ceiling' USING ERRCODE = 'QN503';
        END IF;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.admit_generation FROM PUBLIC;

-- A row that names a component belongs to the component's campaign; a new one without a campaign gets it.
CREATE FUNCTION webbuilder.check_component_campaign() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    campaign uuid;
BEGIN
    IF NEW.component_id IS NULL THEN
        RETURN NEW;
    END IF;
    -- A campaign that is deleted takes its components with it, one key after the other.
    IF TG_OP = 'UPDATE' AND NEW.campaign_id IS NULL AND NEW.component_id = OLD.component_id THEN
        RETURN NEW;
    END IF;
    SELECT c.campaign_id INTO campaign FROM webbuilder.campaign_components AS c WHERE c.id = NEW.component_id;
    NEW.campaign_id := coalesce(NEW.campaign_id, campaign);
    IF campaign IS NULL OR campaign <> NEW.campaign_id THEN
        RAISE EXCEPTION 'component of another campaign' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_' || TG_TABLE_NAME || '_component_id',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.check_component_campaign FROM PUBLIC;

-- Components stay in their campaign, have a parent of the same campaign, and form trees.
CREATE FUNCTION webbuilder.check_component_parent() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.campaign_id <> OLD.campaign_id THEN
        RAISE EXCEPTION 'a component stays in its campaign' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'ck_campaign_components_campaign_stays',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    IF NEW.parent_component_id IS NULL THEN
        RETURN NEW;
    END IF;
    -- Two changes at once could each be right and make a circle together.
    PERFORM FROM webbuilder.campaigns AS c WHERE c.id = NEW.campaign_id FOR NO KEY UPDATE;
    IF NOT EXISTS (
        SELECT FROM webbuilder.campaign_components AS p
        WHERE p.id = NEW.parent_component_id AND p.campaign_id = NEW.campaign_id
    ) THEN
        RAISE EXCEPTION 'parent in another campaign' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_campaign_components_parent_component_id',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    IF EXISTS (
        WITH RECURSIVE above AS (
            SELECT p.id, p.parent_component_id
            FROM webbuilder.campaign_components AS p
            WHERE p.id = NEW.parent_component_id
            UNION
            SELECT p.id, p.parent_component_id
            FROM above AS a
            JOIN webbuilder.campaign_components AS p ON p.id = a.parent_component_id
        )
        SELECT FROM above AS a WHERE a.id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a component is not its own part' USING
            ERRCODE = 'check_violation',
            CONSTRAINT = 'ck_campaign_components_parent_is_not_below_it',
            TABLE = TG_TABLE_NAME,
            SCHEMA = TG_TABLE_SCHEMA;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.check_component_parent FROM PUBLIC;

-- Takes jobs that are due, of some types or all, the oldest first; no job is taken twice. For the worker.
CREATE FUNCTION webbuilder.claim_jobs(types text[] DEFAULT NULL, most integer DEFAULT 1)
RETURNS SETOF webbuilder.job_queue
LANGUAGE sql SET search_path = ''
AS $$
    WITH due AS MATERIALIZED (
        SELECT j.id FROM webbuilder.job_queue AS j
        WHERE j.status IN ('pending', 'retrying') AND j.scheduled_at <= statement_timestamp()
            AND (types IS NULL OR j.job_type = ANY (types))
        ORDER BY j.scheduled_at, j.id
        LIMIT most
        FOR UPDATE SKIP LOCKED
    )
    UPDATE webbuilder.job_queue AS j
    SET status = 'processing', attempts = j.attempts + 1, started_at = clock_timestamp(), error_message = NULL
    FROM due
    WHERE j.id = due.id
    RETURNING j.*
$$;

REVOKE ALL ON FUNCTION webbuilder.claim_jobs FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.claim_jobs TO quintet_worker;

-- Marks a job as done, if it is still this attempt's; says whether it was. For the worker.
CREATE FUNCTION webbuilder.complete_job(job uuid, attempt integer) RETURNS boolean
LANGUAGE sql SET search_path = ''
AS $$
    WITH done AS (
        UPDATE webbuilder.job_queue AS j SET status = 'completed', completed_at = clock_timestamp()
        WHERE j.id = job AND j.status = 'processing' AND j.attempts = attempt
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM done)
$$;

REVOKE ALL ON FUNCTION webbuilder.complete_job FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.complete_job TO quintet_worker;

-- Counts calls of the API for whoever asks.
CREATE FUNCTION webbuilder.count_api_calls(number integer DEFAULT 1) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT webbuilder.add_usage(webbuilder.account(), clock_timestamp(), calls => greatest(number, 0))
    WHERE webbuilder.account() IS NOT NULL
$$;

REVOKE ALL ON FUNCTION webbuilder.count_api_calls FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.count_api_calls TO quintet_app;

-- A new campaign counts in the month it was made in.
CREATE FUNCTION webbuilder.count_campaign() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM webbuilder.add_usage(NEW.user_id, NEW.created_at, campaigns => 1);
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.count_campaign FROM PUBLIC;

-- Conversions are counted in their campaign and component; values only in the campaign's own currency are summed.
CREATE FUNCTION webbuilder.count_conversion() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE webbuilder.campaigns AS c
        SET conversions = c.conversions - 1,
            revenue_generated = c.revenue_generated - CASE c.currency WHEN OLD.currency THEN OLD.value ELSE 0 END
        WHERE c.id = OLD.campaign_id;
        UPDATE webbuilder.campaign_components AS c SET conversions = c.conversions - 1 WHERE c.id = OLD.component_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE webbuilder.campaigns AS c
        SET conversions = c.conversions + 1,
            revenue_generated = c.revenue_generated + CASE c.currency WHEN NEW.currency THEN NEW.value ELSE 0 END
        WHERE c.id = NEW.campaign_id;
        UPDATE webbuilder.campaign_components AS c SET conversions = c.conversions + 1 WHERE c.id = NEW.component_id;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.count_conversion FROM PUBLIC;

-- Counts a download of a component in the library that the caller sees; null where there is none.
CREATE FUNCTION webbuilder.count_download(component uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE webbuilder.component_library AS l SET downloads = l.downloads + 1
    WHERE l.id = component AND (l.is_public OR l.user_id = webbuilder.account())
    RETURNING l.downloads
$$;

REVOKE ALL ON FUNCTION webbuilder.count_download FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.count_download TO quintet_app;

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

REVOKE ALL ON FUNCTION webbuilder.count_events FROM PUBLIC;

-- Counts a like of a component in the library that the caller sees; null where there is none.
CREATE FUNCTION webbuilder.count_like(component uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    UPDATE webbuilder.component_library AS l SET likes = l.likes + 1
    WHERE l.id = component AND (l.is_public OR l.user_id = webbuilder.account())
    RETURNING l.likes
$$;

REVOKE ALL ON FUNCTION webbuilder.count_like FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.count_like TO quintet_app;

-- Deletes visitors' events that are older; the counters of campaigns keep them. For the worker.
CREATE FUNCTION webbuilder.drop_old_events(older_than interval DEFAULT '400 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH dropped AS (
        DELETE FROM webbuilder.campaign_events AS e WHERE e.created_at < now() - older_than RETURNING 1
    )
    SELECT count(*) FROM dropped
$$;

REVOKE ALL ON FUNCTION webbuilder.drop_old_events FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.drop_old_events TO quintet_worker;

-- Marks an attempt as failed: the job is tried again later, each time twice as late, or has failed for good.
-- Gives its new status, null where the job is not this attempt's any more. For the worker.
CREATE FUNCTION webbuilder.fail_job(job uuid, attempt integer, message text) RETURNS text
LANGUAGE sql SET search_path = ''
AS $$
    UPDATE webbuilder.job_queue AS j
    SET status = CASE WHEN j.attempts < j.max_attempts THEN 'retrying' ELSE 'failed' END,
        error_message = message,
        scheduled_at = clock_timestamp() + least(interval '30 seconds' * power(2, j.attempts - 1), interval '1 hour')
    WHERE j.id = job AND j.status = 'processing' AND j.attempts = attempt
    RETURNING j.status
$$;

REVOKE ALL ON FUNCTION webbuilder.fail_job FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.fail_job TO quintet_worker;

-- A person's new credentials are yet to be tried, and without any there is no connection; a connection that works
-- forgets old errors; a finished sync is dated. A job that encrypts credentials with another key changes no status.
CREATE FUNCTION webbuilder.follow_connection() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF current_user = 'quintet_app' AND NEW.encrypted_credentials IS DISTINCT FROM OLD.encrypted_credentials THEN
            NEW.connection_status := CASE WHEN NEW.encrypted_credentials IS NULL THEN 'disconnected' ELSE 'pending' END;
        END IF;
        IF NEW.connection_status = 'connected' AND OLD.connection_status <> 'connected'
            AND NEW.sync_status = 'error' THEN
            NEW.sync_status := 'idle';
        END IF;
        IF NEW.sync_status = 'completed' AND OLD.sync_status <> 'completed'
            AND NEW.last_sync_at IS NOT DISTINCT FROM OLD.last_sync_at THEN
            NEW.last_sync_at := clock_timestamp();
        END IF;
    END IF;
    IF NEW.sync_status <> 'error' THEN
        NEW.sync_error_message := NULL;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.follow_connection FROM PUBLIC;

-- Whether whoever asks has a role.
CREATE FUNCTION webbuilder.has_role(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT EXISTS (
        SELECT FROM webbuilder.user_roles AS r
        WHERE r.user_id = webbuilder.account() AND r.role = wanted
    )
$$;

REVOKE ALL ON FUNCTION webbuilder.has_role FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.has_role TO quintet_app;

-- The limits of an account's plan: a name that is missing or null has no limit. A plan that ran out counts as free.
CREATE FUNCTION webbuilder.limits_of(account uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT s.value
    FROM webbuilder.users AS u
    JOIN webbuilder.app_settings AS s ON s.key = 'limits.' || CASE
        WHEN u.subscription_ends_at <= statement_timestamp() THEN 'freemium'
        ELSE u.subscription_tier
    END
    WHERE u.id = limits_of.account
$$;

REVOKE ALL ON FUNCTION webbuilder.limits_of FROM PUBLIC;

-- Who provides a model: openai, anthropic or other.
CREATE FUNCTION webbuilder.provider_of(model text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT CASE
        WHEN lower(model) ~ '^(openai[/:.]|gpt|chatgpt|o[0-9]|dall-e|text-embedding-|whisper|sora|codex)' THEN 'openai'
        WHEN lower(model) ~ '^(anthropic[/:.]|claude)' THEN 'anthropic'
        ELSE 'other'
    END
$$;

REVOKE ALL ON FUNCTION webbuilder.provider_of FROM PUBLIC;

-- A change of what a component is makes the next version; nobody sets the version.
CREATE FUNCTION webbuilder.raise_component_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    NEW.version := OLD.version;
    IF (NEW.name, NEW.component_type, NEW.code, NEW.props, NEW.css_styles)
        IS DISTINCT FROM (OLD.name, OLD.component_type, OLD.code, OLD.props, OLD.css_styles) THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.raise_component_version FROM PUBLIC;

-- Gives back jobs whose worker is gone: those begun too long ago. For the worker.
CREATE FUNCTION webbuilder.reclaim_jobs(older_than interval DEFAULT '15 minutes') RETURNS bigint
LANGUAGE sql SET search_path = ''
AS $$
    SELECT count(webbuilder.fail_job(j.id, j.attempts, 'The worker did not finish in time.'))
    FROM webbuilder.job_queue AS j
    WHERE j.status = 'processing' AND j.started_at < statement_timestamp() - older_than
$$;

REVOKE ALL ON FUNCTION webbuilder.reclaim_jobs FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.reclaim_jobs TO quintet_worker;

-- Records who changed which columns of a row.
-- Arguments: the column with the key, then the columns whose values may be kept; of others only the names are.
CREATE FUNCTION webbuilder.record_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN jsonb_strip_nulls(to_jsonb(OLD)) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN jsonb_strip_nulls(to_jsonb(NEW)) END;
    names text[];
BEGIN
    SELECT array_agg(DISTINCT name) INTO names
    FROM (
        SELECT jsonb_object_keys(old_row) UNION SELECT jsonb_object_keys(new_row)
    ) AS every (name)
    WHERE old_row -> name IS DISTINCT FROM new_row -> name AND name NOT IN ('updated_at', 'search_vector');
    IF names IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO webbuilder.audit_log
        (actor_id, actor_role, operation, table_name, row_key, changed, before, after)
    SELECT
        webbuilder.account(),
        session_user,
        TG_OP,
        TG_TABLE_NAME,
        coalesce(new_row, old_row) ->> TG_ARGV[0],
        names,
        jsonb_object_agg(name, old_row -> name) FILTER (WHERE old_row ? name),
        jsonb_object_agg(name, new_row -> name) FILTER (WHERE new_row ? name)
    FROM unnest(TG_ARGV[1:]) AS kept (name)
    WHERE name = ANY (names);
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.record_audit FROM PUBLIC;

-- A generation that ends, in whatever way, gets the time of its end and how long it took.
CREATE FUNCTION webbuilder.record_generation_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.status <> 'processing' THEN
        NEW.completed_at := coalesce(NEW.completed_at, clock_timestamp());
        NEW.generation_time_seconds := coalesce(
            NEW.generation_time_seconds,
            greatest(floor(extract(epoch FROM NEW.completed_at - NEW.created_at)), 0)::integer
        );
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.record_generation_end FROM PUBLIC;

-- The first launch of a campaign is remembered.
CREATE FUNCTION webbuilder.record_launch() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'launched' THEN
        NEW.launched_at := coalesce(NEW.launched_at, clock_timestamp());
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.record_launch FROM PUBLIC;

-- Refuses every change of rows that are kept as they were written.
CREATE FUNCTION webbuilder.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    RAISE EXCEPTION 'rows are kept as they were written' USING
        ERRCODE = 'insufficient_privilege', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.refuse_change FROM PUBLIC;

-- The caller's campaigns (staff: everybody's) that match words, the best first, at most 1,000.
-- Row security keeps the index on words from being used; here the condition on the caller stands in the query.
CREATE FUNCTION webbuilder.search_campaigns(words text) RETURNS TABLE (id uuid, rank real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT c.id, ts_rank(c.search_vector, websearch_to_tsquery('pg_catalog.english', words)) AS rank
    FROM webbuilder.campaigns AS c
    WHERE c.search_vector @@ websearch_to_tsquery('pg_catalog.english', words)
        AND (c.user_id = (SELECT webbuilder.account()) OR session_user = 'quintet_admin')
    ORDER BY 2 DESC, 1
    LIMIT 1000
$$;

REVOKE ALL ON FUNCTION webbuilder.search_campaigns FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.search_campaigns TO quintet_app, quintet_admin;

-- Components in the library that the caller sees (staff: all) and that match words, the best first, at most 1,000.
-- Row security keeps the index on words from being used; here the condition on the caller stands in the query.
CREATE FUNCTION webbuilder.search_component_library(words text) RETURNS TABLE (id uuid, rank real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT l.id, ts_rank(l.search_vector, websearch_to_tsquery('pg_catalog.english', words)) AS rank
    FROM webbuilder.component_library AS l
    WHERE l.search_vector @@ websearch_to_tsquery('pg_catalog.english', words)
        AND (l.is_public OR l.user_id = (SELECT webbuilder.account()) OR session_user = 'quintet_admin')
    ORDER BY 2 DESC, 1
    LIMIT 1000
$$;

REVOKE ALL ON FUNCTION webbuilder.search_component_library FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.search_component_library TO quintet_app, quintet_admin;

-- Settings that the rules need, where they are missing. The document gives no numbers: these are assumptions.
-- Limits are per month, daily_cost per day; costs are in US dollars. Null is no limit.
CREATE FUNCTION webbuilder.seed() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO webbuilder.app_settings (key, value, description) VALUES
        (
            'limits.freemium',
            '{"campaigns_generated": 3, "ai_credits_used": 50, "storage_bytes_used": 104857600,
              "api_calls_made": 10000, "daily_cost": 1}',
            'What a person on the free plan may use.'
        ),
        (
            'limits.creator',
            '{"campaigns_generated": 25, "ai_credits_used": 1000, "storage_bytes_used": 5368709120,
              "api_calls_made": 100000, "daily_cost": 20}',
            'What a person on the creator plan may use.'
        ),
        (
            'limits.business',
            '{"campaigns_generated": 100, "ai_credits_used": 5000, "storage_bytes_used": 53687091200,
              "api_calls_made": 1000000, "daily_cost": 100}',
            'What a person on the business plan may use.'
        ),
        (
            'limits.agency',
            '{"campaigns_generated": null, "ai_credits_used": 25000, "storage_bytes_used": 536870912000,
              "api_calls_made": 10000000, "daily_cost": 500}',
            'What a person on the agency plan may use.'
        ),
        ('costs.alert_thresholds', '[1, 20, 100, 500]', 'Costs of a person and day at which staff is told.'),
        ('costs.daily_ceiling', '5000', 'Costs of all people on a day from which on no generation starts.'),
        ('costs.reserved_per_generation', '0.05', 'What a running generation is taken to cost until it ends.'),
        ('shutoff.generations', 'false', 'Whether no generation starts at all.')
    ON CONFLICT (key) DO NOTHING
$$;

REVOKE ALL ON FUNCTION webbuilder.seed FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.seed TO quintet_worker;

-- The value of a setting, null where there is none.
CREATE FUNCTION webbuilder.setting(wanted text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT s.value FROM webbuilder.app_settings AS s WHERE s.key = wanted
$$;

REVOKE ALL ON FUNCTION webbuilder.setting FROM PUBLIC;

-- Sets the Web Builder account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE FUNCTION webbuilder.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM webbuilder.users AS u WHERE u.id = account AND u.is_active) THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.webbuilder_account', account::text, true);
END
$$;

REVOKE ALL ON FUNCTION webbuilder.sign_in FROM PUBLIC;

GRANT EXECUTE ON FUNCTION webbuilder.sign_in TO quintet_app, quintet_admin, quintet_worker;

-- A campaign that changes its currency sums the conversions in the new one.
CREATE FUNCTION webbuilder.sum_revenue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.currency <> OLD.currency THEN
        NEW.revenue_generated := coalesce((
            SELECT sum(c.value) FROM webbuilder.conversions AS c
            WHERE c.campaign_id = NEW.id AND c.currency = NEW.currency
        ), 0);
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.sum_revenue FROM PUBLIC;

-- The cost of an analysis is its integration's owner's, on the day of the analysis, in UTC.
CREATE FUNCTION webbuilder.track_analysis_cost() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    payer uuid := (SELECT i.user_id FROM webbuilder.platform_integrations AS i WHERE i.id = NEW.integration_id);
    day date := (NEW.created_at AT TIME ZONE 'UTC')::date;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ai_cost > 0 THEN
        PERFORM webbuilder.add_cost(payer, day, OLD.ai_model_used, -OLD.ai_cost, 0, 0);
    END IF;
    IF NEW.ai_cost > 0 THEN
        PERFORM webbuilder.add_cost(payer, day, NEW.ai_model_used, NEW.ai_cost, 0, 0);
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.track_analysis_cost FROM PUBLIC;

-- A generation that ended counts on the day of its end, in UTC; a correction takes back what was counted before.
CREATE FUNCTION webbuilder.track_generation_cost() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.completed_at IS NOT NULL THEN
        PERFORM webbuilder.add_cost(
            OLD.user_id,
            (OLD.completed_at AT TIME ZONE 'UTC')::date,
            OLD.model_used,
            -OLD.cost,
            -1,
            -(OLD.prompt_tokens + OLD.completion_tokens)
        );
    END IF;
    IF NEW.completed_at IS NOT NULL THEN
        PERFORM webbuilder.add_cost(
            NEW.user_id,
            (NEW.completed_at AT TIME ZONE 'UTC')::date,
            NEW.model_used,
            NEW.cost,
            1,
            NEW.prompt_tokens + NEW.completion_tokens
        );
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.track_generation_cost FROM PUBLIC;

-- Words of a campaign by weight: A name, B description, C audience, D line of business.
CREATE FUNCTION webbuilder.write_campaign_search() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    -- A search vector holds a megabyte at most; longer texts are found by their beginning.
    longest constant integer := 100000;
BEGIN
    NEW.search_vector :=
        setweight(to_tsvector('pg_catalog.english', NEW.name), 'A')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(NEW.description, ''), longest)), 'B')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(NEW.target_audience, ''), longest)), 'C')
        || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.business_type, '')), 'D');
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.write_campaign_search FROM PUBLIC;

-- Words of a component in the library by weight: A name, B description, C tags, D category.
CREATE FUNCTION webbuilder.write_library_search() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    -- A search vector holds a megabyte at most; longer texts are found by their beginning.
    longest constant integer := 100000;
BEGIN
    NEW.search_vector :=
        setweight(to_tsvector('pg_catalog.english', NEW.name), 'A')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(NEW.description, ''), longest)), 'B')
        || setweight(to_tsvector('pg_catalog.english', left(array_to_string(NEW.tags, ' '), longest)), 'C')
        || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.category, '')), 'D');
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION webbuilder.write_library_search FROM PUBLIC;

-- What each campaign that the caller sees earned from each source and medium, one row for each currency.
CREATE VIEW webbuilder.conversion_sources WITH (security_invoker) AS
SELECT
    c.campaign_id,
    coalesce(c.source, '')::varchar(100) AS source,
    coalesce(c.medium, '')::varchar(100) AS medium,
    c.currency,
    count(*)::integer AS conversions,
    sum(c.value)::numeric(18, 2) AS value
FROM webbuilder.conversions AS c
GROUP BY c.campaign_id, coalesce(c.source, '')::varchar(100), coalesce(c.medium, '')::varchar(100), c.currency;

COMMENT ON VIEW webbuilder.conversion_sources IS 'Conversions of a campaign from one source and medium, in one currency.';

COMMENT ON COLUMN webbuilder.conversion_sources.campaign_id IS 'Campaign that brought them.';

COMMENT ON COLUMN webbuilder.conversion_sources.source IS 'Where the visitors came from; empty where it is not known.';

COMMENT ON COLUMN webbuilder.conversion_sources.medium IS 'By what means the visitors came; empty where it is not known.';

COMMENT ON COLUMN webbuilder.conversion_sources.currency IS 'ISO 4217 code of the value''s currency.';

COMMENT ON COLUMN webbuilder.conversion_sources.conversions IS 'Number of conversions.';

COMMENT ON COLUMN webbuilder.conversion_sources.value IS 'Sum of what they are worth.';

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON webbuilder.app_settings
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE OF key, value, description ON webbuilder.app_settings
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.record_audit('key');

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON webbuilder.audit_log
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.refuse_change();

CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON webbuilder.audit_log
    FOR EACH STATEMENT
    EXECUTE FUNCTION webbuilder.refuse_change();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON webbuilder.job_queue
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER enforce_status BEFORE UPDATE OF status ON webbuilder.job_queue
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION quintet.enforce_transitions('status', 'pending>processing', 'retrying>processing', 'processing>completed', 'processing>retrying', 'processing>failed', 'failed>pending');

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON webbuilder.users
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE OF email, password_hash, name, avatar_url, subscription_tier, subscription_status, subscription_ends_at, settings, is_active ON webbuilder.users
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.record_audit('id', 'subscription_tier', 'subscription_status', 'subscription_ends_at', 'is_active');

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON webbuilder.ai_cost_tracking
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE OF name, description, status, type, platform_source, platform_source_id, target_audience, business_type, goals, brand_guidelines, performance_requirements, currency, updated_at ON webbuilder.campaigns
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER record_launch BEFORE INSERT OR UPDATE OF status ON webbuilder.campaigns
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.record_launch();

CREATE TRIGGER write_search_vector BEFORE INSERT OR UPDATE OF name, description, target_audience, business_type, search_vector ON webbuilder.campaigns
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.write_campaign_search();

CREATE TRIGGER sum_revenue BEFORE UPDATE OF currency ON webbuilder.campaigns
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.sum_revenue();

CREATE TRIGGER count_campaign AFTER INSERT ON webbuilder.campaigns
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.count_campaign();

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE OF user_id, name, description, status, type, platform_source, platform_source_id, target_audience, business_type, goals, brand_guidelines, performance_requirements, currency ON webbuilder.campaigns
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.record_audit('id', 'status', 'type', 'currency');

CREATE TRIGGER touch_updated_at BEFORE UPDATE OF name, description, category, tags, component_type, code, props_schema, preview_image_url, is_public, is_marketplace_item, price, updated_at ON webbuilder.component_library
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER write_search_vector BEFORE INSERT OR UPDATE OF name, description, category, tags, search_vector ON webbuilder.component_library
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.write_library_search();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON webbuilder.platform_integrations
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER follow_connection BEFORE INSERT OR UPDATE ON webbuilder.platform_integrations
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.follow_connection();

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE OF user_id, platform_type, account_name, account_email, encrypted_credentials, platform_metadata, connection_status ON webbuilder.platform_integrations
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.record_audit('id', 'platform_type', 'connection_status');

CREATE TRIGGER record_audit AFTER INSERT OR DELETE OR UPDATE OF user_id, role ON webbuilder.user_roles
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.record_audit('id', 'user_id', 'role');

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON webbuilder.user_usage
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE OF name, component_type, code, props, css_styles, preview_url, export_formats, parent_component_id, sort_order, ai_generation_metadata, updated_at ON webbuilder.campaign_components
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER check_parent_component_id AFTER INSERT OR UPDATE OF parent_component_id ON webbuilder.campaign_components
    FOR EACH ROW
    EXECUTE FUNCTION quintet.check_reference('parent_component_id', 'webbuilder.campaign_components', 'id', 'true');

CREATE TRIGGER check_parent BEFORE INSERT OR UPDATE OF campaign_id, parent_component_id ON webbuilder.campaign_components
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.check_component_parent();

CREATE TRIGGER raise_version BEFORE UPDATE OF name, component_type, code, props, css_styles, version ON webbuilder.campaign_components
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.raise_component_version();

CREATE TRIGGER track_cost AFTER INSERT OR UPDATE OF ai_cost, ai_model_used ON webbuilder.platform_analyses
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.track_analysis_cost();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON webbuilder.ai_generations
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER enforce_status BEFORE UPDATE OF status ON webbuilder.ai_generations
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION quintet.enforce_transitions('status', 'processing>completed', 'processing>failed', 'processing>cancelled');

CREATE TRIGGER check_component_id AFTER INSERT OR UPDATE OF component_id ON webbuilder.ai_generations
    FOR EACH ROW
    EXECUTE FUNCTION quintet.check_reference('component_id', 'webbuilder.campaign_components', 'id', 'true');

CREATE TRIGGER record_event AFTER INSERT OR UPDATE OR DELETE ON webbuilder.ai_generations
    FOR EACH ROW
    EXECUTE FUNCTION quintet.record_event('webbuilder.generation', 'id', 'ai_generation');

CREATE TRIGGER check_component BEFORE INSERT OR UPDATE OF campaign_id, component_id ON webbuilder.ai_generations
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.check_component_campaign();

CREATE TRIGGER record_end BEFORE INSERT OR UPDATE ON webbuilder.ai_generations
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.record_generation_end();

CREATE TRIGGER admit AFTER INSERT ON webbuilder.ai_generations
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.admit_generation();

CREATE TRIGGER track_cost AFTER INSERT OR UPDATE OF status, cost, model_used, prompt_tokens, completion_tokens, completed_at ON webbuilder.ai_generations
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.track_generation_cost();

CREATE TRIGGER check_component BEFORE INSERT OR UPDATE OF campaign_id, component_id ON webbuilder.campaign_events
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.check_component_campaign();

CREATE TRIGGER count_events AFTER INSERT ON webbuilder.campaign_events
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION webbuilder.count_events();

CREATE TRIGGER check_component BEFORE INSERT OR UPDATE OF campaign_id, component_id ON webbuilder.conversions
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.check_component_campaign();

CREATE TRIGGER count_conversion AFTER INSERT OR DELETE OR UPDATE OF campaign_id, component_id, value, currency ON webbuilder.conversions
    FOR EACH ROW
    EXECUTE FUNCTION webbuilder.count_conversion();

ALTER TABLE webbuilder.app_settings ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.app_settings FORCE ROW LEVEL SECURITY;

CREATE POLICY app_settings_select ON webbuilder.app_settings
    FOR SELECT TO quintet_app
    USING ((starts_with(app_settings.key, 'features.') OR starts_with(app_settings.key, 'limits.')) OR ((SELECT webbuilder.has_role('admin'))));

CREATE POLICY app_settings_insert ON webbuilder.app_settings
    FOR INSERT TO quintet_app
    WITH CHECK ((SELECT webbuilder.has_role('admin')));

CREATE POLICY app_settings_update ON webbuilder.app_settings
    FOR UPDATE TO quintet_app
    USING ((SELECT webbuilder.has_role('admin')))
    WITH CHECK ((SELECT webbuilder.has_role('admin')));

CREATE POLICY app_settings_delete ON webbuilder.app_settings
    FOR DELETE TO quintet_app
    USING ((SELECT webbuilder.has_role('admin')));

CREATE POLICY app_settings_staff ON webbuilder.app_settings
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY app_settings_owner ON webbuilder.app_settings
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (key, value, description, created_at, updated_at) ON webbuilder.app_settings TO quintet_app;

GRANT INSERT (key, value, description) ON webbuilder.app_settings TO quintet_app;

GRANT UPDATE (value, description) ON webbuilder.app_settings TO quintet_app;

GRANT DELETE ON webbuilder.app_settings TO quintet_app;

GRANT SELECT (key, value, description, created_at, updated_at) ON webbuilder.app_settings TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.app_settings TO quintet_worker;

ALTER TABLE webbuilder.audit_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.audit_log FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_log_staff ON webbuilder.audit_log
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY audit_log_owner ON webbuilder.audit_log
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, actor_id, actor_role, operation, table_name, row_key, changed, before, after, created_at) ON webbuilder.audit_log TO quintet_admin;

GRANT SELECT, INSERT ON webbuilder.audit_log TO quintet_worker;

ALTER TABLE webbuilder.job_queue ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.job_queue FORCE ROW LEVEL SECURITY;

CREATE POLICY job_queue_staff ON webbuilder.job_queue
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY job_queue_owner ON webbuilder.job_queue
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, job_type, status, attempts, max_attempts, error_message, scheduled_at, started_at, completed_at, created_at, updated_at) ON webbuilder.job_queue TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.job_queue TO quintet_worker;

ALTER TABLE webbuilder.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.users FORCE ROW LEVEL SECURITY;

CREATE POLICY users_select ON webbuilder.users
    FOR SELECT TO quintet_app
    USING (users.id = (SELECT webbuilder.account()));

CREATE POLICY users_update ON webbuilder.users
    FOR UPDATE TO quintet_app
    USING (users.id = (SELECT webbuilder.account()))
    WITH CHECK (users.id = (SELECT webbuilder.account()));

CREATE POLICY users_staff ON webbuilder.users
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY users_owner ON webbuilder.users
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, email, name, avatar_url, subscription_tier, subscription_status, subscription_ends_at, settings, created_at, updated_at, last_active_at, is_active) ON webbuilder.users TO quintet_app;

GRANT UPDATE (name, avatar_url, settings) ON webbuilder.users TO quintet_app;

GRANT SELECT (id, email, name, avatar_url, subscription_tier, subscription_status, subscription_ends_at, settings, created_at, updated_at, last_active_at, is_active) ON webbuilder.users TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.users TO quintet_worker;

ALTER TABLE webbuilder.ai_cost_tracking ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.ai_cost_tracking FORCE ROW LEVEL SECURITY;

CREATE POLICY ai_cost_tracking_select ON webbuilder.ai_cost_tracking
    FOR SELECT TO quintet_app
    USING (ai_cost_tracking.user_id = (SELECT webbuilder.account()));

CREATE POLICY ai_cost_tracking_staff ON webbuilder.ai_cost_tracking
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY ai_cost_tracking_owner ON webbuilder.ai_cost_tracking
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, date, openai_cost, anthropic_cost, total_cost, generations_count, tokens_used, created_at, updated_at) ON webbuilder.ai_cost_tracking TO quintet_app;

GRANT SELECT (id, user_id, date, openai_cost, anthropic_cost, total_cost, generations_count, tokens_used, created_at, updated_at) ON webbuilder.ai_cost_tracking TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.ai_cost_tracking TO quintet_worker;

ALTER TABLE webbuilder.campaigns ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.campaigns FORCE ROW LEVEL SECURITY;

CREATE POLICY campaigns_select ON webbuilder.campaigns
    FOR SELECT TO quintet_app
    USING (campaigns.user_id = (SELECT webbuilder.account()));

CREATE POLICY campaigns_insert ON webbuilder.campaigns
    FOR INSERT TO quintet_app
    WITH CHECK (campaigns.user_id = (SELECT webbuilder.account()));

CREATE POLICY campaigns_update ON webbuilder.campaigns
    FOR UPDATE TO quintet_app
    USING (campaigns.user_id = (SELECT webbuilder.account()))
    WITH CHECK (campaigns.user_id = (SELECT webbuilder.account()));

CREATE POLICY campaigns_delete ON webbuilder.campaigns
    FOR DELETE TO quintet_app
    USING (campaigns.user_id = (SELECT webbuilder.account()));

CREATE POLICY campaigns_staff ON webbuilder.campaigns
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY campaigns_owner ON webbuilder.campaigns
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, name, description, status, type, platform_source, platform_source_id, target_audience, business_type, goals, brand_guidelines, performance_requirements, views, conversions, revenue_generated, currency, launched_at, created_at, updated_at) ON webbuilder.campaigns TO quintet_app;

GRANT INSERT (user_id, name, description, status, type, platform_source, platform_source_id, target_audience, business_type, goals, brand_guidelines, performance_requirements, currency) ON webbuilder.campaigns TO quintet_app;

GRANT UPDATE (name, description, status, type, platform_source, platform_source_id, target_audience, business_type, goals, brand_guidelines, performance_requirements, currency) ON webbuilder.campaigns TO quintet_app;

GRANT DELETE ON webbuilder.campaigns TO quintet_app;

GRANT SELECT (id, user_id, name, description, status, type, platform_source, platform_source_id, target_audience, business_type, goals, brand_guidelines, performance_requirements, views, conversions, revenue_generated, currency, launched_at, created_at, updated_at) ON webbuilder.campaigns TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.campaigns TO quintet_worker;

ALTER TABLE webbuilder.component_library ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.component_library FORCE ROW LEVEL SECURITY;

CREATE POLICY component_library_select ON webbuilder.component_library
    FOR SELECT TO quintet_app
    USING ((component_library.user_id = (SELECT webbuilder.account())) OR (component_library.is_public));

CREATE POLICY component_library_insert ON webbuilder.component_library
    FOR INSERT TO quintet_app
    WITH CHECK (component_library.user_id = (SELECT webbuilder.account()));

CREATE POLICY component_library_update ON webbuilder.component_library
    FOR UPDATE TO quintet_app
    USING (component_library.user_id = (SELECT webbuilder.account()))
    WITH CHECK (component_library.user_id = (SELECT webbuilder.account()));

CREATE POLICY component_library_delete ON webbuilder.component_library
    FOR DELETE TO quintet_app
    USING (component_library.user_id = (SELECT webbuilder.account()));

CREATE POLICY component_library_staff ON webbuilder.component_library
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY component_library_owner ON webbuilder.component_library
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, name, description, category, tags, component_type, code, props_schema, preview_image_url, is_public, is_marketplace_item, price, downloads, likes, created_at, updated_at) ON webbuilder.component_library TO quintet_app;

GRANT INSERT (user_id, name, description, category, tags, component_type, code, props_schema, preview_image_url, is_public, is_marketplace_item, price) ON webbuilder.component_library TO quintet_app;

GRANT UPDATE (name, description, category, tags, component_type, code, props_schema, preview_image_url, is_public, is_marketplace_item, price) ON webbuilder.component_library TO quintet_app;

GRANT DELETE ON webbuilder.component_library TO quintet_app;

GRANT SELECT (id, user_id, name, description, category, tags, component_type, code, props_schema, preview_image_url, is_public, is_marketplace_item, price, downloads, likes, created_at, updated_at) ON webbuilder.component_library TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.component_library TO quintet_worker;

ALTER TABLE webbuilder.platform_integrations ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.platform_integrations FORCE ROW LEVEL SECURITY;

CREATE POLICY platform_integrations_select ON webbuilder.platform_integrations
    FOR SELECT TO quintet_app
    USING (platform_integrations.user_id = (SELECT webbuilder.account()));

CREATE POLICY platform_integrations_insert ON webbuilder.platform_integrations
    FOR INSERT TO quintet_app
    WITH CHECK (platform_integrations.user_id = (SELECT webbuilder.account()));

CREATE POLICY platform_integrations_update ON webbuilder.platform_integrations
    FOR UPDATE TO quintet_app
    USING (platform_integrations.user_id = (SELECT webbuilder.account()))
    WITH CHECK (platform_integrations.user_id = (SELECT webbuilder.account()));

CREATE POLICY platform_integrations_delete ON webbuilder.platform_integrations
    FOR DELETE TO quintet_app
    USING (platform_integrations.user_id = (SELECT webbuilder.account()));

CREATE POLICY platform_integrations_staff ON webbuilder.platform_integrations
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY platform_integrations_owner ON webbuilder.platform_integrations
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, platform_type, connection_status, account_name, account_email, platform_metadata, last_sync_at, sync_status, sync_error_message, created_at, updated_at) ON webbuilder.platform_integrations TO quintet_app;

GRANT INSERT (user_id, platform_type, account_name, account_email, encrypted_credentials, platform_metadata) ON webbuilder.platform_integrations TO quintet_app;

GRANT UPDATE (account_name, account_email, encrypted_credentials, platform_metadata) ON webbuilder.platform_integrations TO quintet_app;

GRANT DELETE ON webbuilder.platform_integrations TO quintet_app;

GRANT SELECT (id, user_id, platform_type, connection_status, account_name, account_email, platform_metadata, last_sync_at, sync_status, sync_error_message, created_at, updated_at) ON webbuilder.platform_integrations TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.platform_integrations TO quintet_worker;

ALTER TABLE webbuilder.user_roles ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.user_roles FORCE ROW LEVEL SECURITY;

CREATE POLICY user_roles_select ON webbuilder.user_roles
    FOR SELECT TO quintet_app
    USING (user_roles.user_id = (SELECT webbuilder.account()));

CREATE POLICY user_roles_staff ON webbuilder.user_roles
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY user_roles_owner ON webbuilder.user_roles
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, role, created_at) ON webbuilder.user_roles TO quintet_app;

GRANT SELECT (id, user_id, role, created_at) ON webbuilder.user_roles TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.user_roles TO quintet_worker;

ALTER TABLE webbuilder.user_usage ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.user_usage FORCE ROW LEVEL SECURITY;

CREATE POLICY user_usage_select ON webbuilder.user_usage
    FOR SELECT TO quintet_app
    USING (user_usage.user_id = (SELECT webbuilder.account()));

CREATE POLICY user_usage_staff ON webbuilder.user_usage
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY user_usage_owner ON webbuilder.user_usage
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, month, campaigns_generated, ai_credits_used, storage_bytes_used, api_calls_made, created_at, updated_at) ON webbuilder.user_usage TO quintet_app;

GRANT SELECT (id, user_id, month, campaigns_generated, ai_credits_used, storage_bytes_used, api_calls_made, created_at, updated_at) ON webbuilder.user_usage TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.user_usage TO quintet_worker;

ALTER TABLE webbuilder.campaign_components ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.campaign_components FORCE ROW LEVEL SECURITY;

CREATE POLICY campaign_components_select ON webbuilder.campaign_components
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = campaign_components.campaign_id));

CREATE POLICY campaign_components_insert ON webbuilder.campaign_components
    FOR INSERT TO quintet_app
    WITH CHECK (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = campaign_components.campaign_id AND (campaigns.user_id = (SELECT webbuilder.account()))));

CREATE POLICY campaign_components_update ON webbuilder.campaign_components
    FOR UPDATE TO quintet_app
    USING (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = campaign_components.campaign_id AND (campaigns.user_id = (SELECT webbuilder.account()))))
    WITH CHECK (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = campaign_components.campaign_id AND (campaigns.user_id = (SELECT webbuilder.account()))));

CREATE POLICY campaign_components_delete ON webbuilder.campaign_components
    FOR DELETE TO quintet_app
    USING (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = campaign_components.campaign_id AND (campaigns.user_id = (SELECT webbuilder.account()))));

CREATE POLICY campaign_components_staff ON webbuilder.campaign_components
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY campaign_components_owner ON webbuilder.campaign_components
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, campaign_id, name, component_type, code, props, css_styles, preview_url, export_formats, views, clicks, conversions, engagement_score, ai_generation_metadata, version, parent_component_id, sort_order, created_at, updated_at) ON webbuilder.campaign_components TO quintet_app;

GRANT INSERT (campaign_id, name, component_type, code, props, css_styles, preview_url, export_formats, parent_component_id, sort_order) ON webbuilder.campaign_components TO quintet_app;

GRANT UPDATE (name, component_type, code, props, css_styles, preview_url, export_formats, parent_component_id, sort_order) ON webbuilder.campaign_components TO quintet_app;

GRANT DELETE ON webbuilder.campaign_components TO quintet_app;

GRANT SELECT (id, campaign_id, name, component_type, code, props, css_styles, preview_url, export_formats, views, clicks, conversions, engagement_score, ai_generation_metadata, version, parent_component_id, sort_order, created_at, updated_at) ON webbuilder.campaign_components TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.campaign_components TO quintet_worker;

GRANT SELECT (campaign_id, source, medium, currency, conversions, value) ON webbuilder.conversion_sources TO quintet_app;

GRANT SELECT (campaign_id, source, medium, currency, conversions, value) ON webbuilder.conversion_sources TO quintet_admin;

GRANT SELECT ON webbuilder.conversion_sources TO quintet_worker;

ALTER TABLE webbuilder.platform_analyses ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.platform_analyses FORCE ROW LEVEL SECURITY;

CREATE POLICY platform_analyses_select ON webbuilder.platform_analyses
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM webbuilder.platform_integrations WHERE platform_integrations.id = platform_analyses.integration_id));

CREATE POLICY platform_analyses_staff ON webbuilder.platform_analyses
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY platform_analyses_owner ON webbuilder.platform_analyses
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, integration_id, analysis_type, summary, campaigns_analyzed, recommendations, migration_assessment, ai_model_used, ai_cost, processing_time_seconds, created_at) ON webbuilder.platform_analyses TO quintet_app;

GRANT SELECT (id, integration_id, analysis_type, summary, campaigns_analyzed, recommendations, migration_assessment, ai_model_used, ai_cost, processing_time_seconds, created_at) ON webbuilder.platform_analyses TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.platform_analyses TO quintet_worker;

ALTER TABLE webbuilder.ai_generations ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.ai_generations FORCE ROW LEVEL SECURITY;

CREATE POLICY ai_generations_select ON webbuilder.ai_generations
    FOR SELECT TO quintet_app
    USING (ai_generations.user_id = (SELECT webbuilder.account()));

CREATE POLICY ai_generations_insert ON webbuilder.ai_generations
    FOR INSERT TO quintet_app
    WITH CHECK ((ai_generations.user_id = (SELECT webbuilder.account())) AND ((ai_generations.campaign_id IS NULL) OR (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = ai_generations.campaign_id AND (campaigns.user_id = (SELECT webbuilder.account()))))));

CREATE POLICY ai_generations_update ON webbuilder.ai_generations
    FOR UPDATE TO quintet_app
    USING ((ai_generations.user_id = (SELECT webbuilder.account())) AND ((ai_generations.campaign_id IS NULL) OR (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = ai_generations.campaign_id AND (campaigns.user_id = (SELECT webbuilder.account()))))))
    WITH CHECK ((ai_generations.user_id = (SELECT webbuilder.account())) AND ((ai_generations.campaign_id IS NULL) OR (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = ai_generations.campaign_id AND (campaigns.user_id = (SELECT webbuilder.account()))))));

CREATE POLICY ai_generations_staff ON webbuilder.ai_generations
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY ai_generations_owner ON webbuilder.ai_generations
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, campaign_id, component_id, generation_type, prompt_text, reference_images, model_used, prompt_tokens, completion_tokens, cost, status, result_data, error_message, generation_time_seconds, iterations, user_rating, user_feedback, accepted, completed_at, created_at, updated_at) ON webbuilder.ai_generations TO quintet_app;

GRANT INSERT (user_id, campaign_id, component_id, generation_type, prompt_text, reference_images) ON webbuilder.ai_generations TO quintet_app;

GRANT UPDATE (status, user_rating, user_feedback, accepted) ON webbuilder.ai_generations TO quintet_app;

GRANT SELECT (id, user_id, campaign_id, component_id, generation_type, prompt_text, reference_images, model_used, prompt_tokens, completion_tokens, cost, status, result_data, error_message, generation_time_seconds, iterations, user_rating, user_feedback, accepted, completed_at, created_at, updated_at) ON webbuilder.ai_generations TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.ai_generations TO quintet_worker;

ALTER TABLE webbuilder.campaign_events ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.campaign_events FORCE ROW LEVEL SECURITY;

CREATE POLICY campaign_events_select ON webbuilder.campaign_events
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = campaign_events.campaign_id));

CREATE POLICY campaign_events_staff ON webbuilder.campaign_events
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY campaign_events_owner ON webbuilder.campaign_events
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, campaign_id, component_id, event_type, event_data, session_id, user_agent, ip_address, referrer, country, region, city, created_at) ON webbuilder.campaign_events TO quintet_app;

GRANT SELECT (id, campaign_id, component_id, event_type, event_data, session_id, user_agent, ip_address, referrer, country, region, city, created_at) ON webbuilder.campaign_events TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.campaign_events TO quintet_worker;

ALTER TABLE webbuilder.conversions ENABLE ROW LEVEL SECURITY;

ALTER TABLE webbuilder.conversions FORCE ROW LEVEL SECURITY;

CREATE POLICY conversions_select ON webbuilder.conversions
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM webbuilder.campaigns WHERE campaigns.id = conversions.campaign_id));

CREATE POLICY conversions_staff ON webbuilder.conversions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY conversions_owner ON webbuilder.conversions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, campaign_id, component_id, conversion_type, value, currency, session_id, source, medium, created_at) ON webbuilder.conversions TO quintet_app;

GRANT SELECT (id, campaign_id, component_id, conversion_type, value, currency, session_id, source, medium, created_at) ON webbuilder.conversions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON webbuilder.conversions TO quintet_worker;

SELECT webbuilder.seed();
