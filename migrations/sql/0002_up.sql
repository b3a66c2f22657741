CREATE SCHEMA liveconvo;

GRANT USAGE ON SCHEMA liveconvo TO quintet_app, quintet_admin, quintet_worker;

CREATE TABLE liveconvo.users (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	email VARCHAR(255) NOT NULL, 
	email_verified BOOLEAN DEFAULT false, 
	full_name VARCHAR(255), 
	timezone VARCHAR(50) DEFAULT 'UTC', 
	password_hash VARCHAR(255), 
	google_id VARCHAR(255), 
	last_login_at TIMESTAMP WITH TIME ZONE, 
	has_completed_onboarding BOOLEAN DEFAULT false, 
	default_microphone_id VARCHAR(255), 
	default_speaker_id VARCHAR(255), 
	is_active BOOLEAN DEFAULT true, 
	is_email_verified BOOLEAN DEFAULT false, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	deleted_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT ck_users_can_log_in CHECK (password_hash IS NOT NULL OR google_id IS NOT NULL), 
	CONSTRAINT uq_users_email UNIQUE (email), 
	CONSTRAINT uq_users_google_id UNIQUE (google_id)
);

CREATE INDEX idx_users_created_at ON liveconvo.users (created_at);

CREATE INDEX idx_users_email ON liveconvo.users (email);

CREATE INDEX idx_users_google_id ON liveconvo.users (google_id);

COMMENT ON TABLE liveconvo.users IS 'A person with a LiveConvo account.';

COMMENT ON COLUMN liveconvo.users.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.users.email IS 'E-mail address, unique among accounts.';

COMMENT ON COLUMN liveconvo.users.email_verified IS 'Whether the e-mail address was confirmed.';

COMMENT ON COLUMN liveconvo.users.full_name IS 'Name as shown in the app.';

COMMENT ON COLUMN liveconvo.users.timezone IS 'IANA time zone of the person.';

COMMENT ON COLUMN liveconvo.users.password_hash IS 'Hash of the password; null for Google accounts.';

COMMENT ON COLUMN liveconvo.users.google_id IS 'Google''s identifier of the person, for Google accounts.';

COMMENT ON COLUMN liveconvo.users.last_login_at IS 'When the person last logged in.';

COMMENT ON COLUMN liveconvo.users.has_completed_onboarding IS 'Whether the introduction was finished.';

COMMENT ON COLUMN liveconvo.users.default_microphone_id IS 'Preferred input device.';

COMMENT ON COLUMN liveconvo.users.default_speaker_id IS 'Preferred output device.';

COMMENT ON COLUMN liveconvo.users.is_active IS 'Whether the account may be used.';

COMMENT ON COLUMN liveconvo.users.is_email_verified IS 'The same fact as email_verified.';

COMMENT ON COLUMN liveconvo.users.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.users.updated_at IS 'When the row was last changed.';

COMMENT ON COLUMN liveconvo.users.deleted_at IS 'When the account was deleted; erased 90 days later.';

CREATE TABLE liveconvo.subscriptions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	stripe_customer_id VARCHAR(255), 
	stripe_subscription_id VARCHAR(255), 
	stripe_price_id VARCHAR(255), 
	plan_name VARCHAR(50) NOT NULL, 
	plan_type VARCHAR(20) NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	current_period_start TIMESTAMP WITH TIME ZONE, 
	current_period_end TIMESTAMP WITH TIME ZONE, 
	monthly_audio_hours_limit INTEGER, 
	monthly_audio_hours_used NUMERIC(6, 2) DEFAULT 0, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	canceled_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_subscriptions PRIMARY KEY (id), 
	CONSTRAINT ck_subscriptions_period_ends_after_start CHECK (current_period_end >= current_period_start), 
	CONSTRAINT fk_subscriptions_user_id FOREIGN KEY(user_id) REFERENCES liveconvo.users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_subscriptions_stripe_customer_id UNIQUE (stripe_customer_id), 
	CONSTRAINT uq_subscriptions_stripe_subscription_id UNIQUE (stripe_subscription_id), 
	CONSTRAINT ck_subscriptions_plan_name_values CHECK (plan_name IN ('free', 'pro', 'team')), 
	CONSTRAINT ck_subscriptions_plan_type_values CHECK (plan_type IN ('monthly', 'yearly')), 
	CONSTRAINT ck_subscriptions_status_values CHECK (status IN ('active', 'past_due', 'canceled', 'unpaid')), 
	CONSTRAINT ck_subscriptions_monthly_audio_hours_limit_range CHECK (monthly_audio_hours_limit >= 0), 
	CONSTRAINT ck_subscriptions_monthly_audio_hours_used_range CHECK (monthly_audio_hours_used >= 0 AND monthly_audio_hours_used < 'Infinity')
);

CREATE INDEX idx_subscriptions_current_period ON liveconvo.subscriptions (current_period_end);

CREATE INDEX idx_subscriptions_status ON liveconvo.subscriptions (status);

CREATE INDEX idx_subscriptions_stripe_customer ON liveconvo.subscriptions (stripe_customer_id);

CREATE INDEX idx_subscriptions_user_id ON liveconvo.subscriptions (user_id);

COMMENT ON TABLE liveconvo.subscriptions IS 'A person''s subscription to a plan.';

COMMENT ON COLUMN liveconvo.subscriptions.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.subscriptions.user_id IS 'Whose subscription it is.';

COMMENT ON COLUMN liveconvo.subscriptions.stripe_customer_id IS 'The customer at Stripe.';

COMMENT ON COLUMN liveconvo.subscriptions.stripe_subscription_id IS 'The subscription at Stripe.';

COMMENT ON COLUMN liveconvo.subscriptions.stripe_price_id IS 'The price at Stripe.';

COMMENT ON COLUMN liveconvo.subscriptions.plan_name IS 'Plan subscribed to.';

COMMENT ON COLUMN liveconvo.subscriptions.plan_type IS 'How often it is billed.';

COMMENT ON COLUMN liveconvo.subscriptions.status IS 'State of the subscription.';

COMMENT ON COLUMN liveconvo.subscriptions.current_period_start IS 'When the running billing period began.';

COMMENT ON COLUMN liveconvo.subscriptions.current_period_end IS 'When the running billing period ends.';

COMMENT ON COLUMN liveconvo.subscriptions.monthly_audio_hours_limit IS 'Hours of audio a month; null for unlimited.';

COMMENT ON COLUMN liveconvo.subscriptions.monthly_audio_hours_used IS 'Hours of audio used this month.';

COMMENT ON COLUMN liveconvo.subscriptions.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.subscriptions.updated_at IS 'When the row was last changed.';

COMMENT ON COLUMN liveconvo.subscriptions.canceled_at IS 'When the subscription was cancelled.';

CREATE TABLE liveconvo.templates (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID, 
	name VARCHAR(255) NOT NULL, 
	description TEXT, 
	conversation_type VARCHAR(50), 
	is_system_template BOOLEAN DEFAULT false, 
	is_public BOOLEAN DEFAULT false, 
	guidance_prompts JSONB, 
	context_instructions TEXT, 
	summary_template TEXT, 
	usage_count INTEGER DEFAULT 0, 
	last_used_at TIMESTAMP WITH TIME ZONE, 
	is_active BOOLEAN DEFAULT true, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	deleted_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_templates PRIMARY KEY (id), 
	CONSTRAINT ck_templates_system_has_no_owner CHECK (coalesce(is_system_template, false) = (user_id IS NULL)), 
	CONSTRAINT fk_templates_user_id FOREIGN KEY(user_id) REFERENCES liveconvo.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_templates_conversation_type_values CHECK (conversation_type IN ('sales_call', 'interview', 'meeting', 'consultation')), 
	CONSTRAINT ck_templates_guidance_prompts_array CHECK (jsonb_typeof(guidance_prompts) = 'array'), 
	CONSTRAINT ck_templates_usage_count_range CHECK (usage_count >= 0)
);

CREATE INDEX idx_templates_conversation_type ON liveconvo.templates (conversation_type);

CREATE INDEX idx_templates_is_public ON liveconvo.templates (is_public);

CREATE INDEX idx_templates_is_system ON liveconvo.templates (is_system_template);

CREATE INDEX idx_templates_user_id ON liveconvo.templates (user_id);

COMMENT ON TABLE liveconvo.templates IS 'A template of a conversation: guidance prompts, instructions, the form of the summary.';

COMMENT ON COLUMN liveconvo.templates.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.templates.user_id IS 'Whose template it is; null for the system''s.';

COMMENT ON COLUMN liveconvo.templates.name IS 'Name of the template.';

COMMENT ON COLUMN liveconvo.templates.description IS 'What the template is good for.';

COMMENT ON COLUMN liveconvo.templates.conversation_type IS 'Kind of conversation it is meant for.';

COMMENT ON COLUMN liveconvo.templates.is_system_template IS 'Whether everybody has it and nobody may edit it.';

COMMENT ON COLUMN liveconvo.templates.is_public IS 'Whether other people can use it.';

COMMENT ON COLUMN liveconvo.templates.guidance_prompts IS 'Array of guidance prompts.';

COMMENT ON COLUMN liveconvo.templates.context_instructions IS 'What the AI should know about the setting.';

COMMENT ON COLUMN liveconvo.templates.summary_template IS 'The form the summary should take.';

COMMENT ON COLUMN liveconvo.templates.usage_count IS 'How often a session chose it.';

COMMENT ON COLUMN liveconvo.templates.last_used_at IS 'When a session last chose it.';

COMMENT ON COLUMN liveconvo.templates.is_active IS 'Whether it is offered for new sessions.';

COMMENT ON COLUMN liveconvo.templates.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.templates.updated_at IS 'When the row was last changed.';

COMMENT ON COLUMN liveconvo.templates.deleted_at IS 'When the template was deleted.';

CREATE TABLE liveconvo.user_app_sessions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID, 
	session_token VARCHAR(255), 
	ip_address INET, 
	user_agent TEXT, 
	country_code VARCHAR(2), 
	city VARCHAR(100), 
	started_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	last_activity_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	ended_at TIMESTAMP WITH TIME ZONE, 
	duration_seconds INTEGER, 
	page_views INTEGER DEFAULT 0, 
	device_type VARCHAR(20), 
	browser VARCHAR(50), 
	os VARCHAR(50), 
	CONSTRAINT pk_user_app_sessions PRIMARY KEY (id), 
	CONSTRAINT ck_user_app_sessions_ends_after_start CHECK (ended_at >= started_at), 
	CONSTRAINT fk_user_app_sessions_user_id FOREIGN KEY(user_id) REFERENCES liveconvo.users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_user_app_sessions_session_token UNIQUE (session_token), 
	CONSTRAINT ck_user_app_sessions_duration_seconds_range CHECK (duration_seconds >= 0), 
	CONSTRAINT ck_user_app_sessions_page_views_range CHECK (page_views >= 0), 
	CONSTRAINT ck_user_app_sessions_device_type_values CHECK (device_type IN ('desktop', 'tablet', 'mobile'))
);

CREATE INDEX idx_user_app_sessions_started_at ON liveconvo.user_app_sessions (started_at);

CREATE INDEX idx_user_app_sessions_user_id ON liveconvo.user_app_sessions (user_id);

COMMENT ON TABLE liveconvo.user_app_sessions IS 'One visit of a person to the app.';

COMMENT ON COLUMN liveconvo.user_app_sessions.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.user_app_sessions.user_id IS 'Whose visit it was.';

COMMENT ON COLUMN liveconvo.user_app_sessions.session_token IS 'Hash of the token of the visit.';

COMMENT ON COLUMN liveconvo.user_app_sessions.ip_address IS 'Network address of the visitor.';

COMMENT ON COLUMN liveconvo.user_app_sessions.user_agent IS 'What the browser called itself.';

COMMENT ON COLUMN liveconvo.user_app_sessions.country_code IS 'ISO 3166 code of the country.';

COMMENT ON COLUMN liveconvo.user_app_sessions.city IS 'City, as far as the network address tells.';

COMMENT ON COLUMN liveconvo.user_app_sessions.started_at IS 'When the visit began.';

COMMENT ON COLUMN liveconvo.user_app_sessions.last_activity_at IS 'When something was last done.';

COMMENT ON COLUMN liveconvo.user_app_sessions.ended_at IS 'When the visit ended.';

COMMENT ON COLUMN liveconvo.user_app_sessions.duration_seconds IS 'Length of the visit in seconds.';

COMMENT ON COLUMN liveconvo.user_app_sessions.page_views IS 'Number of pages seen.';

COMMENT ON COLUMN liveconvo.user_app_sessions.device_type IS 'Kind of device.';

COMMENT ON COLUMN liveconvo.user_app_sessions.browser IS 'Name of the browser.';

COMMENT ON COLUMN liveconvo.user_app_sessions.os IS 'Name of the operating system.';

CREATE TABLE liveconvo.sessions (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	title VARCHAR(255), 
	conversation_type VARCHAR(50), 
	status VARCHAR(20) DEFAULT 'draft', 
	selected_template_id UUID, 
	audio_file_url VARCHAR(512), 
	recording_duration_seconds INTEGER DEFAULT 0, 
	recording_started_at TIMESTAMP WITH TIME ZONE, 
	recording_ended_at TIMESTAMP WITH TIME ZONE, 
	total_words_spoken INTEGER DEFAULT 0, 
	user_talk_time_seconds INTEGER DEFAULT 0, 
	silence_periods_count INTEGER DEFAULT 0, 
	audio_deleted_at TIMESTAMP WITH TIME ZONE, 
	data_retention_days INTEGER DEFAULT 30, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	deleted_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_sessions PRIMARY KEY (id), 
	CONSTRAINT ck_sessions_recording_ends_after_start CHECK (recording_ended_at >= recording_started_at), 
	CONSTRAINT fk_sessions_user_id FOREIGN KEY(user_id) REFERENCES liveconvo.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_sessions_conversation_type_values CHECK (conversation_type IN ('sales_call', 'interview', 'meeting', 'consultation')), 
	CONSTRAINT ck_sessions_status_values CHECK (status IN ('draft', 'active', 'completed', 'archived')), 
	CONSTRAINT fk_sessions_selected_template_id FOREIGN KEY(selected_template_id) REFERENCES liveconvo.templates (id) ON DELETE SET NULL, 
	CONSTRAINT ck_sessions_recording_duration_seconds_range CHECK (recording_duration_seconds >= 0), 
	CONSTRAINT ck_sessions_total_words_spoken_range CHECK (total_words_spoken >= 0), 
	CONSTRAINT ck_sessions_user_talk_time_seconds_range CHECK (user_talk_time_seconds >= 0), 
	CONSTRAINT ck_sessions_silence_periods_count_range CHECK (silence_periods_count >= 0), 
	CONSTRAINT ck_sessions_data_retention_days_range CHECK (data_retention_days >= 1 AND data_retention_days <= 3650)
);

CREATE INDEX idx_sessions_conversation_type ON liveconvo.sessions (conversation_type);

CREATE INDEX idx_sessions_created_at ON liveconvo.sessions (created_at);

CREATE INDEX idx_sessions_status ON liveconvo.sessions (status);

CREATE INDEX idx_sessions_user_id ON liveconvo.sessions (user_id);

CREATE INDEX ix_sessions_selected_template_id ON liveconvo.sessions (selected_template_id);

CREATE INDEX ix_sessions_user_id_created_at ON liveconvo.sessions (user_id, created_at, id);

COMMENT ON TABLE liveconvo.sessions IS 'A conversation: planned, running, or over.';

COMMENT ON COLUMN liveconvo.sessions.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.sessions.user_id IS 'Whose conversation it is.';

COMMENT ON COLUMN liveconvo.sessions.title IS 'Title of the conversation.';

COMMENT ON COLUMN liveconvo.sessions.conversation_type IS 'Kind of conversation.';

COMMENT ON COLUMN liveconvo.sessions.status IS 'Where the conversation is in its life: draft, active, completed, archived, in this order.';

COMMENT ON COLUMN liveconvo.sessions.selected_template_id IS 'Template chosen for the conversation.';

COMMENT ON COLUMN liveconvo.sessions.audio_file_url IS 'Where the recording is kept for a while.';

COMMENT ON COLUMN liveconvo.sessions.recording_duration_seconds IS 'Length of the recording in seconds.';

COMMENT ON COLUMN liveconvo.sessions.recording_started_at IS 'When the recording began.';

COMMENT ON COLUMN liveconvo.sessions.recording_ended_at IS 'When the recording ended.';

COMMENT ON COLUMN liveconvo.sessions.total_words_spoken IS 'Words in the final transcripts of all speakers.';

COMMENT ON COLUMN liveconvo.sessions.user_talk_time_seconds IS 'Seconds in which the user spoke.';

COMMENT ON COLUMN liveconvo.sessions.silence_periods_count IS 'Pauses of three seconds or more.';

COMMENT ON COLUMN liveconvo.sessions.audio_deleted_at IS 'When the recording was deleted.';

COMMENT ON COLUMN liveconvo.sessions.data_retention_days IS 'Days for which transcripts are kept.';

COMMENT ON COLUMN liveconvo.sessions.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.sessions.updated_at IS 'When the row was last changed.';

COMMENT ON COLUMN liveconvo.sessions.deleted_at IS 'When the conversation was deleted.';

CREATE TABLE liveconvo.documents (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	session_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	original_filename VARCHAR(255) NOT NULL, 
	file_type VARCHAR(50) NOT NULL, 
	file_size_bytes INTEGER NOT NULL, 
	file_url VARCHAR(512), 
	extracted_text TEXT, 
	processing_status VARCHAR(20) DEFAULT 'pending', 
	processing_error TEXT, 
	embedding_status VARCHAR(20) DEFAULT 'pending', 
	pinecone_vector_id VARCHAR(255), 
	ocr_confidence_score NUMERIC(3, 2), 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	deleted_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_documents PRIMARY KEY (id), 
	CONSTRAINT ck_documents_failure_has_a_reason CHECK (processing_status <> 'failed' OR processing_error IS NOT NULL), 
	CONSTRAINT fk_documents_session_id FOREIGN KEY(session_id) REFERENCES liveconvo.sessions (id) ON DELETE CASCADE, 
	CONSTRAINT fk_documents_user_id FOREIGN KEY(user_id) REFERENCES liveconvo.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_documents_file_type_values CHECK (file_type IN ('pdf', 'docx', 'txt', 'png', 'jpg')), 
	CONSTRAINT ck_documents_file_size_bytes_range CHECK (file_size_bytes >= 0), 
	CONSTRAINT ck_documents_processing_status_values CHECK (processing_status IN ('pending', 'processing', 'completed', 'failed')), 
	CONSTRAINT ck_documents_embedding_status_values CHECK (embedding_status IN ('pending', 'processing', 'completed', 'failed')), 
	CONSTRAINT ck_documents_ocr_confidence_score_range CHECK (ocr_confidence_score >= 0 AND ocr_confidence_score <= 1)
);

CREATE INDEX idx_documents_file_type ON liveconvo.documents (file_type);

CREATE INDEX idx_documents_processing_status ON liveconvo.documents (processing_status);

CREATE INDEX idx_documents_session_id ON liveconvo.documents (session_id);

CREATE INDEX idx_documents_user_id ON liveconvo.documents (user_id);

COMMENT ON TABLE liveconvo.documents IS 'A file that a conversation has as context, and what was read from it.';

COMMENT ON COLUMN liveconvo.documents.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.documents.session_id IS 'Conversation the file belongs to.';

COMMENT ON COLUMN liveconvo.documents.user_id IS 'Whose file it is.';

COMMENT ON COLUMN liveconvo.documents.original_filename IS 'Name of the file as uploaded.';

COMMENT ON COLUMN liveconvo.documents.file_type IS 'Kind of file.';

COMMENT ON COLUMN liveconvo.documents.file_size_bytes IS 'Size of the file in bytes.';

COMMENT ON COLUMN liveconvo.documents.file_url IS 'Where the file is kept.';

COMMENT ON COLUMN liveconvo.documents.extracted_text IS 'Text read from the file.';

COMMENT ON COLUMN liveconvo.documents.processing_status IS 'How far reading the file has come.';

COMMENT ON COLUMN liveconvo.documents.processing_error IS 'Why reading the file failed.';

COMMENT ON COLUMN liveconvo.documents.embedding_status IS 'How far computing the embedding has come.';

COMMENT ON COLUMN liveconvo.documents.pinecone_vector_id IS 'Identifier of the embedding in an outside store.';

COMMENT ON COLUMN liveconvo.documents.ocr_confidence_score IS 'How sure character recognition was, 0.00 to 1.00; for images.';

COMMENT ON COLUMN liveconvo.documents.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.documents.updated_at IS 'When the row was last changed.';

COMMENT ON COLUMN liveconvo.documents.deleted_at IS 'When the document was deleted.';

CREATE TABLE liveconvo.summaries (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	session_id UUID NOT NULL, 
	user_id UUID NOT NULL, 
	title VARCHAR(255), 
	tldr TEXT, 
	key_decisions JSONB, 
	action_items JSONB, 
	follow_up_questions JSONB, 
	full_transcript TEXT, 
	structured_notes TEXT, 
	generation_status VARCHAR(20) DEFAULT 'pending', 
	generation_error TEXT, 
	model_used VARCHAR(50), 
	generation_time_seconds NUMERIC(6, 2), 
	export_count INTEGER DEFAULT 0, 
	last_exported_at TIMESTAMP WITH TIME ZONE, 
	is_marked_done BOOLEAN DEFAULT false, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	deleted_at TIMESTAMP WITH TIME ZONE, 
	CONSTRAINT pk_summaries PRIMARY KEY (id), 
	CONSTRAINT fk_summaries_session_id FOREIGN KEY(session_id) REFERENCES liveconvo.sessions (id) ON DELETE CASCADE, 
	CONSTRAINT fk_summaries_user_id FOREIGN KEY(user_id) REFERENCES liveconvo.users (id) ON DELETE CASCADE, 
	CONSTRAINT ck_summaries_key_decisions_array CHECK (jsonb_typeof(key_decisions) = 'array'), 
	CONSTRAINT ck_summaries_action_items_array CHECK (jsonb_typeof(action_items) = 'array'), 
	CONSTRAINT ck_summaries_follow_up_questions_array CHECK (jsonb_typeof(follow_up_questions) = 'array'), 
	CONSTRAINT ck_summaries_generation_status_values CHECK (generation_status IN ('pending', 'generating', 'completed', 'failed')), 
	CONSTRAINT ck_summaries_generation_time_seconds_range CHECK (generation_time_seconds >= 0 AND generation_time_seconds < 'Infinity'), 
	CONSTRAINT ck_summaries_export_count_range CHECK (export_count >= 0)
);

CREATE INDEX idx_summaries_marked_done ON liveconvo.summaries (is_marked_done);

CREATE INDEX idx_summaries_session_id ON liveconvo.summaries (session_id);

CREATE INDEX idx_summaries_status ON liveconvo.summaries (generation_status);

CREATE INDEX idx_summaries_user_id ON liveconvo.summaries (user_id);

CREATE UNIQUE INDEX uq_summaries_session_id ON liveconvo.summaries (session_id) WHERE deleted_at IS NULL;

COMMENT ON TABLE liveconvo.summaries IS 'The summary of a conversation; a session has one at a time.';

COMMENT ON COLUMN liveconvo.summaries.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.summaries.session_id IS 'Conversation it sums up.';

COMMENT ON COLUMN liveconvo.summaries.user_id IS 'Whose summary it is.';

COMMENT ON COLUMN liveconvo.summaries.title IS 'Title of the summary.';

COMMENT ON COLUMN liveconvo.summaries.tldr IS 'The whole in a sentence or two.';

COMMENT ON COLUMN liveconvo.summaries.key_decisions IS 'Array of decisions, each a string.';

COMMENT ON COLUMN liveconvo.summaries.action_items IS 'Array of action items, each an object.';

COMMENT ON COLUMN liveconvo.summaries.follow_up_questions IS 'Array of follow-up questions.';

COMMENT ON COLUMN liveconvo.summaries.full_transcript IS 'Everything that was said, as one text.';

COMMENT ON COLUMN liveconvo.summaries.structured_notes IS 'Notes with headings.';

COMMENT ON COLUMN liveconvo.summaries.generation_status IS 'How far writing the summary has come.';

COMMENT ON COLUMN liveconvo.summaries.generation_error IS 'Why writing the summary failed.';

COMMENT ON COLUMN liveconvo.summaries.model_used IS 'AI model that wrote it.';

COMMENT ON COLUMN liveconvo.summaries.generation_time_seconds IS 'Time the AI took, in seconds.';

COMMENT ON COLUMN liveconvo.summaries.export_count IS 'How often it was exported.';

COMMENT ON COLUMN liveconvo.summaries.last_exported_at IS 'When it was last exported.';

COMMENT ON COLUMN liveconvo.summaries.is_marked_done IS 'Whether the user ticked it off.';

COMMENT ON COLUMN liveconvo.summaries.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.summaries.updated_at IS 'When the row was last changed.';

COMMENT ON COLUMN liveconvo.summaries.deleted_at IS 'When the summary was deleted.';

CREATE TABLE liveconvo.system_logs (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	level VARCHAR(10) NOT NULL, 
	logger_name VARCHAR(100), 
	message TEXT NOT NULL, 
	user_id UUID, 
	session_id UUID, 
	module VARCHAR(100), 
	function_name VARCHAR(100), 
	line_number INTEGER, 
	exception_traceback TEXT, 
	request_id VARCHAR(100), 
	ip_address INET, 
	endpoint VARCHAR(255), 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	CONSTRAINT pk_system_logs PRIMARY KEY (id), 
	CONSTRAINT ck_system_logs_level_values CHECK (level IN ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')), 
	CONSTRAINT fk_system_logs_user_id FOREIGN KEY(user_id) REFERENCES liveconvo.users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_system_logs_session_id FOREIGN KEY(session_id) REFERENCES liveconvo.sessions (id) ON DELETE SET NULL
);

CREATE INDEX idx_system_logs_created_at ON liveconvo.system_logs (created_at);

CREATE INDEX idx_system_logs_level ON liveconvo.system_logs (level);

CREATE INDEX idx_system_logs_session_id ON liveconvo.system_logs (session_id);

CREATE INDEX idx_system_logs_user_id ON liveconvo.system_logs (user_id);

COMMENT ON TABLE liveconvo.system_logs IS 'An entry of the application''s log.';

COMMENT ON COLUMN liveconvo.system_logs.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.system_logs.level IS 'How serious it is.';

COMMENT ON COLUMN liveconvo.system_logs.logger_name IS 'Logger that wrote it.';

COMMENT ON COLUMN liveconvo.system_logs.message IS 'What happened.';

COMMENT ON COLUMN liveconvo.system_logs.user_id IS 'Person it is about.';

COMMENT ON COLUMN liveconvo.system_logs.session_id IS 'Conversation it is about.';

COMMENT ON COLUMN liveconvo.system_logs.module IS 'Module that wrote it.';

COMMENT ON COLUMN liveconvo.system_logs.function_name IS 'Function that wrote it.';

COMMENT ON COLUMN liveconvo.system_logs.line_number IS 'Line that wrote it.';

COMMENT ON COLUMN liveconvo.system_logs.exception_traceback IS 'Traceback of an exception.';

COMMENT ON COLUMN liveconvo.system_logs.request_id IS 'Request during which it was written.';

COMMENT ON COLUMN liveconvo.system_logs.ip_address IS 'Network address of the caller.';

COMMENT ON COLUMN liveconvo.system_logs.endpoint IS 'Endpoint that was called.';

COMMENT ON COLUMN liveconvo.system_logs.created_at IS 'When the row was made.';

CREATE TABLE liveconvo.transcripts (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	session_id UUID NOT NULL, 
	content TEXT NOT NULL, 
	speaker VARCHAR(50) DEFAULT 'user', 
	confidence_score NUMERIC(3, 2), 
	start_time_seconds NUMERIC(10, 3) NOT NULL, 
	end_time_seconds NUMERIC(10, 3), 
	duration_seconds NUMERIC(8, 3), 
	stt_provider VARCHAR(50), 
	is_final BOOLEAN DEFAULT false, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	CONSTRAINT pk_transcripts PRIMARY KEY (id), 
	CONSTRAINT ck_transcripts_ends_after_start CHECK (end_time_seconds >= start_time_seconds), 
	CONSTRAINT fk_transcripts_session_id FOREIGN KEY(session_id) REFERENCES liveconvo.sessions (id) ON DELETE CASCADE, 
	CONSTRAINT ck_transcripts_speaker_values CHECK (speaker IN ('user', 'system', 'other')), 
	CONSTRAINT ck_transcripts_confidence_score_range CHECK (confidence_score >= 0 AND confidence_score <= 1), 
	CONSTRAINT ck_transcripts_start_time_seconds_range CHECK (start_time_seconds >= 0 AND start_time_seconds < 'Infinity'), 
	CONSTRAINT ck_transcripts_end_time_seconds_range CHECK (end_time_seconds >= 0 AND end_time_seconds < 'Infinity'), 
	CONSTRAINT ck_transcripts_duration_seconds_range CHECK (duration_seconds >= 0 AND duration_seconds < 'Infinity')
);

CREATE INDEX idx_transcripts_is_final ON liveconvo.transcripts (is_final);

CREATE INDEX idx_transcripts_session_id ON liveconvo.transcripts (session_id);

CREATE INDEX idx_transcripts_start_time ON liveconvo.transcripts (start_time_seconds);

CREATE INDEX ix_transcripts_session_id_start_time_seconds ON liveconvo.transcripts (session_id, start_time_seconds, id);

COMMENT ON TABLE liveconvo.transcripts IS 'A piece of what was said, first as heard so far (interim), then final.';

COMMENT ON COLUMN liveconvo.transcripts.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.transcripts.session_id IS 'Conversation in which it was said.';

COMMENT ON COLUMN liveconvo.transcripts.content IS 'What was said.';

COMMENT ON COLUMN liveconvo.transcripts.speaker IS 'Who said it.';

COMMENT ON COLUMN liveconvo.transcripts.confidence_score IS 'How sure speech recognition was, 0.00 to 1.00.';

COMMENT ON COLUMN liveconvo.transcripts.start_time_seconds IS 'When it began, in seconds since the session began.';

COMMENT ON COLUMN liveconvo.transcripts.end_time_seconds IS 'When it ended, in seconds since the session began.';

COMMENT ON COLUMN liveconvo.transcripts.duration_seconds IS 'Length in seconds: end minus start.';

COMMENT ON COLUMN liveconvo.transcripts.stt_provider IS 'Who recognised the speech, such as openai_realtime, whisper or assembly_ai.';

COMMENT ON COLUMN liveconvo.transcripts.is_final IS 'Whether the text will not change any more.';

COMMENT ON COLUMN liveconvo.transcripts.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.transcripts.updated_at IS 'When the row was last changed.';

CREATE TABLE liveconvo.usage_records (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	user_id UUID NOT NULL, 
	session_id UUID, 
	subscription_id UUID, 
	usage_type VARCHAR(50) NOT NULL, 
	quantity NUMERIC(10, 3) NOT NULL, 
	unit VARCHAR(20) NOT NULL, 
	billing_period_start DATE NOT NULL, 
	billing_period_end DATE NOT NULL, 
	unit_price_cents INTEGER, 
	total_cost_cents INTEGER, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	CONSTRAINT pk_usage_records PRIMARY KEY (id), 
	CONSTRAINT ck_usage_records_period_ends_after_start CHECK (billing_period_end >= billing_period_start), 
	CONSTRAINT fk_usage_records_user_id FOREIGN KEY(user_id) REFERENCES liveconvo.users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_usage_records_session_id FOREIGN KEY(session_id) REFERENCES liveconvo.sessions (id) ON DELETE CASCADE, 
	CONSTRAINT fk_usage_records_subscription_id FOREIGN KEY(subscription_id) REFERENCES liveconvo.subscriptions (id) ON DELETE CASCADE, 
	CONSTRAINT ck_usage_records_usage_type_values CHECK (usage_type IN ('audio_processing', 'ai_guidance', 'summary_generation')), 
	CONSTRAINT ck_usage_records_quantity_range CHECK (quantity >= 0 AND quantity < 'Infinity'), 
	CONSTRAINT ck_usage_records_unit_values CHECK (unit IN ('hours', 'calls', 'tokens')), 
	CONSTRAINT ck_usage_records_unit_price_cents_range CHECK (unit_price_cents >= 0), 
	CONSTRAINT ck_usage_records_total_cost_cents_range CHECK (total_cost_cents >= 0)
);

CREATE INDEX idx_usage_records_billing_period ON liveconvo.usage_records (billing_period_start, billing_period_end);

CREATE INDEX idx_usage_records_session_id ON liveconvo.usage_records (session_id);

CREATE INDEX idx_usage_records_usage_type ON liveconvo.usage_records (usage_type);

CREATE INDEX idx_usage_records_user_id ON liveconvo.usage_records (user_id);

CREATE INDEX ix_usage_records_subscription_id ON liveconvo.usage_records (subscription_id);

COMMENT ON TABLE liveconvo.usage_records IS 'One use of something that is counted for billing.';

COMMENT ON COLUMN liveconvo.usage_records.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.usage_records.user_id IS 'Who used it.';

COMMENT ON COLUMN liveconvo.usage_records.session_id IS 'Conversation it was used in.';

COMMENT ON COLUMN liveconvo.usage_records.subscription_id IS 'Subscription it counts against.';

COMMENT ON COLUMN liveconvo.usage_records.usage_type IS 'What was used.';

COMMENT ON COLUMN liveconvo.usage_records.quantity IS 'How much: hours of audio, number of AI calls, tokens.';

COMMENT ON COLUMN liveconvo.usage_records.unit IS 'Unit of the quantity.';

COMMENT ON COLUMN liveconvo.usage_records.billing_period_start IS 'First day of the billing period.';

COMMENT ON COLUMN liveconvo.usage_records.billing_period_end IS 'Last day of the billing period.';

COMMENT ON COLUMN liveconvo.usage_records.unit_price_cents IS 'Price of one unit in cents.';

COMMENT ON COLUMN liveconvo.usage_records.total_cost_cents IS 'Quantity times unit price, in cents.';

COMMENT ON COLUMN liveconvo.usage_records.created_at IS 'When the row was made.';

CREATE TABLE liveconvo.document_embeddings (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	document_id UUID NOT NULL, 
	model VARCHAR(100) NOT NULL, 
	embedding VECTOR(1536) NOT NULL, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	CONSTRAINT pk_document_embeddings PRIMARY KEY (id), 
	CONSTRAINT uq_document_embeddings_document_id UNIQUE (document_id), 
	CONSTRAINT fk_document_embeddings_document_id FOREIGN KEY(document_id) REFERENCES liveconvo.documents (id) ON DELETE CASCADE
);

CREATE INDEX ix_document_embeddings_embedding ON liveconvo.document_embeddings USING hnsw (embedding vector_cosine_ops);

COMMENT ON TABLE liveconvo.document_embeddings IS 'The embedding of a document''s text.';

COMMENT ON COLUMN liveconvo.document_embeddings.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.document_embeddings.document_id IS 'Document whose text it is of.';

COMMENT ON COLUMN liveconvo.document_embeddings.model IS 'Model that made it.';

COMMENT ON COLUMN liveconvo.document_embeddings.embedding IS 'The embedding.';

COMMENT ON COLUMN liveconvo.document_embeddings.created_at IS 'When the row was made.';

CREATE TABLE liveconvo.guidance (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	session_id UUID NOT NULL, 
	content TEXT NOT NULL, 
	guidance_type VARCHAR(20) NOT NULL, 
	priority INTEGER DEFAULT 1, 
	triggered_by_transcript_id UUID, 
	context_snippet TEXT, 
	triggered_at_seconds NUMERIC(10, 3), 
	was_displayed BOOLEAN DEFAULT false, 
	was_clicked BOOLEAN DEFAULT false, 
	was_dismissed BOOLEAN DEFAULT false, 
	user_feedback VARCHAR(20), 
	model_used VARCHAR(50), 
	prompt_template_id UUID, 
	processing_time_ms INTEGER, 
	created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP, 
	CONSTRAINT pk_guidance PRIMARY KEY (id), 
	CONSTRAINT ck_guidance_interaction_needs_display CHECK (coalesce(was_displayed, false) OR NOT (coalesce(was_clicked, false) OR coalesce(was_dismissed, false))), 
	CONSTRAINT fk_guidance_session_id FOREIGN KEY(session_id) REFERENCES liveconvo.sessions (id) ON DELETE CASCADE, 
	CONSTRAINT ck_guidance_guidance_type_values CHECK (guidance_type IN ('ask', 'clarify', 'avoid', 'suggest', 'warn')), 
	CONSTRAINT ck_guidance_priority_range CHECK (priority >= 1 AND priority <= 3), 
	CONSTRAINT fk_guidance_triggered_by_transcript_id FOREIGN KEY(triggered_by_transcript_id) REFERENCES liveconvo.transcripts (id) ON DELETE SET NULL, 
	CONSTRAINT ck_guidance_triggered_at_seconds_range CHECK (triggered_at_seconds >= 0 AND triggered_at_seconds < 'Infinity'), 
	CONSTRAINT ck_guidance_user_feedback_values CHECK (user_feedback IN ('helpful', 'irrelevant', 'too_late')), 
	CONSTRAINT fk_guidance_prompt_template_id FOREIGN KEY(prompt_template_id) REFERENCES liveconvo.templates (id) ON DELETE SET NULL, 
	CONSTRAINT ck_guidance_processing_time_ms_range CHECK (processing_time_ms >= 0)
);

CREATE INDEX idx_guidance_session_id ON liveconvo.guidance (session_id);

CREATE INDEX idx_guidance_triggered_at ON liveconvo.guidance (triggered_at_seconds);

CREATE INDEX idx_guidance_type ON liveconvo.guidance (guidance_type);

CREATE INDEX idx_guidance_was_displayed ON liveconvo.guidance (was_displayed);

CREATE INDEX ix_guidance_prompt_template_id ON liveconvo.guidance (prompt_template_id);

CREATE INDEX ix_guidance_session_id_triggered_at_seconds ON liveconvo.guidance (session_id, triggered_at_seconds, id);

CREATE INDEX ix_guidance_triggered_by_transcript_id ON liveconvo.guidance (triggered_by_transcript_id);

COMMENT ON TABLE liveconvo.guidance IS 'A hint that the AI gave during a conversation.';

COMMENT ON COLUMN liveconvo.guidance.id IS 'Unique identifier.';

COMMENT ON COLUMN liveconvo.guidance.session_id IS 'Conversation it was given in.';

COMMENT ON COLUMN liveconvo.guidance.content IS 'The hint.';

COMMENT ON COLUMN liveconvo.guidance.guidance_type IS 'Kind of hint.';

COMMENT ON COLUMN liveconvo.guidance.priority IS '1 is high, 2 medium, 3 low.';

COMMENT ON COLUMN liveconvo.guidance.triggered_by_transcript_id IS 'What was said that made the AI give it.';

COMMENT ON COLUMN liveconvo.guidance.context_snippet IS 'The part of the transcript it refers to.';

COMMENT ON COLUMN liveconvo.guidance.triggered_at_seconds IS 'When it was given, in seconds since the session began.';

COMMENT ON COLUMN liveconvo.guidance.was_displayed IS 'Whether the user saw it.';

COMMENT ON COLUMN liveconvo.guidance.was_clicked IS 'Whether the user opened it.';

COMMENT ON COLUMN liveconvo.guidance.was_dismissed IS 'Whether the user waved it away.';

COMMENT ON COLUMN liveconvo.guidance.user_feedback IS 'What the user thought of it.';

COMMENT ON COLUMN liveconvo.guidance.model_used IS 'AI model that wrote it.';

COMMENT ON COLUMN liveconvo.guidance.prompt_template_id IS 'Template whose prompt led to it.';

COMMENT ON COLUMN liveconvo.guidance.processing_time_ms IS 'Time the AI took, in milliseconds.';

COMMENT ON COLUMN liveconvo.guidance.created_at IS 'When the row was made.';

COMMENT ON COLUMN liveconvo.guidance.updated_at IS 'When the row was last changed.';

-- The LiveConvo account of whoever asks, or null.
CREATE FUNCTION liveconvo.account() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT nullif(current_setting('quintet.liveconvo_account', true), '')::uuid
$$;

REVOKE ALL ON FUNCTION liveconvo.account FROM PUBLIC;

GRANT EXECUTE ON FUNCTION liveconvo.account TO quintet_app, quintet_admin, quintet_worker;

-- Guidance is triggered by a transcript of its own session.
CREATE FUNCTION liveconvo.check_guidance_transcript() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.triggered_by_transcript_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM liveconvo.transcripts AS t
        WHERE t.id = NEW.triggered_by_transcript_id AND t.session_id = NEW.session_id
    ) THEN
        RAISE EXCEPTION 'transcript of another session' USING
            ERRCODE = 'foreign_key_violation',
            CONSTRAINT = 'fk_guidance_triggered_by_transcript_id',
            TABLE = 'guidance',
            SCHEMA = 'liveconvo';
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.check_guidance_transcript FROM PUBLIC;

-- A session that selects a template counts as one use of it.
CREATE FUNCTION liveconvo.count_template_usage() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NEW.selected_template_id IS NOT NULL
        AND (TG_OP = 'INSERT' OR NEW.selected_template_id IS DISTINCT FROM OLD.selected_template_id) THEN
        UPDATE liveconvo.templates
        SET usage_count = coalesce(usage_count, 0) + 1, last_used_at = clock_timestamp()
        WHERE id = NEW.selected_template_id;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.count_template_usage FROM PUBLIC;

-- A session that becomes active starts recording, one that is completed ends it; duration = end - start.
CREATE FUNCTION liveconvo.record_session_timing() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.status = 'active' THEN
        NEW.recording_started_at := coalesce(NEW.recording_started_at, clock_timestamp());
    ELSIF NEW.status = 'completed' AND NEW.recording_started_at IS NOT NULL THEN
        NEW.recording_ended_at := coalesce(NEW.recording_ended_at, clock_timestamp());
    END IF;
    IF NEW.recording_started_at IS NOT NULL AND NEW.recording_ended_at IS NOT NULL THEN
        NEW.recording_duration_seconds :=
            floor(extract(epoch FROM NEW.recording_ended_at - NEW.recording_started_at))::integer;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.record_session_timing FROM PUBLIC;

-- duration = end - start, whatever was sent, as soon as there is an end.
CREATE FUNCTION liveconvo.record_transcript_timing() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF NEW.end_time_seconds >= NEW.start_time_seconds THEN
        NEW.duration_seconds := NEW.end_time_seconds - NEW.start_time_seconds;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.record_transcript_timing FROM PUBLIC;

-- Sets the LiveConvo account for the rest of the transaction; refuses an account that is gone or suspended.
CREATE FUNCTION liveconvo.sign_in(account uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM liveconvo.users AS u
        WHERE u.id = account AND coalesce(u.is_active, true) AND u.deleted_at IS NULL
    ) THEN
        RAISE EXCEPTION 'no such account' USING ERRCODE = 'QN401';
    END IF;
    PERFORM set_config('quintet.liveconvo_account', account::text, true);
END
$$;

REVOKE ALL ON FUNCTION liveconvo.sign_in FROM PUBLIC;

GRANT EXECUTE ON FUNCTION liveconvo.sign_in TO quintet_app, quintet_admin, quintet_worker;

-- The document has the fact twice (email_verified, is_email_verified): setting one sets the other.
CREATE FUNCTION liveconvo.sync_email_verified() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.email_verified := coalesce(NEW.email_verified, false) OR coalesce(NEW.is_email_verified, false);
        NEW.is_email_verified := NEW.email_verified;
    ELSIF NEW.email_verified IS DISTINCT FROM OLD.email_verified THEN
        NEW.is_email_verified := NEW.email_verified;
    ELSE
        NEW.email_verified := NEW.is_email_verified;
    END IF;
    RETURN NEW;
END
$$;

REVOKE ALL ON FUNCTION liveconvo.sync_email_verified FROM PUBLIC;

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON liveconvo.users
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER sync_email_verified BEFORE INSERT OR UPDATE ON liveconvo.users
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.sync_email_verified();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON liveconvo.subscriptions
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON liveconvo.templates
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON liveconvo.sessions
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER enforce_status BEFORE UPDATE OF status ON liveconvo.sessions
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION quintet.enforce_transitions('status', 'draft>active', 'active>completed', 'completed>archived');

CREATE TRIGGER check_selected_template_id AFTER INSERT OR UPDATE OF selected_template_id ON liveconvo.sessions
    FOR EACH ROW
    EXECUTE FUNCTION quintet.check_reference('selected_template_id', 'liveconvo.templates', 'id', 'deleted_at IS NULL');

CREATE TRIGGER record_event AFTER INSERT OR UPDATE OR DELETE ON liveconvo.sessions
    FOR EACH ROW
    EXECUTE FUNCTION quintet.record_event('liveconvo.session', 'id', 'session');

CREATE TRIGGER record_timing BEFORE INSERT OR UPDATE ON liveconvo.sessions
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.record_session_timing();

CREATE TRIGGER count_template_usage AFTER INSERT OR UPDATE OF selected_template_id ON liveconvo.sessions
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.count_template_usage();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON liveconvo.documents
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER enforce_processing_status BEFORE UPDATE OF processing_status ON liveconvo.documents
    FOR EACH ROW WHEN (OLD.processing_status IS DISTINCT FROM NEW.processing_status)
    EXECUTE FUNCTION quintet.enforce_transitions('processing_status', 'pending>processing', 'pending>failed', 'processing>completed', 'processing>failed', 'failed>pending', 'failed>processing');

CREATE TRIGGER enforce_embedding_status BEFORE UPDATE OF embedding_status ON liveconvo.documents
    FOR EACH ROW WHEN (OLD.embedding_status IS DISTINCT FROM NEW.embedding_status)
    EXECUTE FUNCTION quintet.enforce_transitions('embedding_status', 'pending>processing', 'pending>failed', 'processing>completed', 'processing>failed', 'failed>pending', 'failed>processing');

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON liveconvo.summaries
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER enforce_generation_status BEFORE UPDATE OF generation_status ON liveconvo.summaries
    FOR EACH ROW WHEN (OLD.generation_status IS DISTINCT FROM NEW.generation_status)
    EXECUTE FUNCTION quintet.enforce_transitions('generation_status', 'pending>generating', 'pending>completed', 'pending>failed', 'generating>completed', 'generating>failed', 'completed>generating', 'failed>generating');

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON liveconvo.transcripts
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER record_event AFTER INSERT OR UPDATE OR DELETE ON liveconvo.transcripts
    FOR EACH ROW
    EXECUTE FUNCTION quintet.record_event('liveconvo.session', 'session_id', 'transcript');

CREATE TRIGGER record_timing BEFORE INSERT OR UPDATE ON liveconvo.transcripts
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.record_transcript_timing();

CREATE TRIGGER touch_updated_at BEFORE UPDATE ON liveconvo.guidance
    FOR EACH ROW
    EXECUTE FUNCTION quintet.touch_updated_at();

CREATE TRIGGER check_triggered_by_transcript_id AFTER INSERT OR UPDATE OF triggered_by_transcript_id ON liveconvo.guidance
    FOR EACH ROW
    EXECUTE FUNCTION quintet.check_reference('triggered_by_transcript_id', 'liveconvo.transcripts', 'id', 'true');

CREATE TRIGGER check_prompt_template_id AFTER INSERT OR UPDATE OF prompt_template_id ON liveconvo.guidance
    FOR EACH ROW
    EXECUTE FUNCTION quintet.check_reference('prompt_template_id', 'liveconvo.templates', 'id', 'deleted_at IS NULL');

CREATE TRIGGER record_event AFTER INSERT OR UPDATE OR DELETE ON liveconvo.guidance
    FOR EACH ROW
    EXECUTE FUNCTION quintet.record_event('liveconvo.session', 'session_id', 'guidance');

CREATE TRIGGER same_session AFTER INSERT OR UPDATE OF session_id, triggered_by_transcript_id ON liveconvo.guidance
    FOR EACH ROW
    EXECUTE FUNCTION liveconvo.check_guidance_transcript();

ALTER TABLE liveconvo.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.users FORCE ROW LEVEL SECURITY;

CREATE POLICY users_select ON liveconvo.users
    FOR SELECT TO quintet_app
    USING (users.id = (SELECT liveconvo.account()));

CREATE POLICY users_staff ON liveconvo.users
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY users_owner ON liveconvo.users
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, email, email_verified, full_name, timezone, google_id, last_login_at, has_completed_onboarding, default_microphone_id, default_speaker_id, is_active, is_email_verified, created_at, updated_at, deleted_at) ON liveconvo.users TO quintet_app;

GRANT SELECT (id, email, email_verified, full_name, timezone, google_id, last_login_at, has_completed_onboarding, default_microphone_id, default_speaker_id, is_active, is_email_verified, created_at, updated_at, deleted_at) ON liveconvo.users TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.users TO quintet_worker;

ALTER TABLE liveconvo.subscriptions ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.subscriptions FORCE ROW LEVEL SECURITY;

CREATE POLICY subscriptions_select ON liveconvo.subscriptions
    FOR SELECT TO quintet_app
    USING (subscriptions.user_id = (SELECT liveconvo.account()));

CREATE POLICY subscriptions_staff ON liveconvo.subscriptions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY subscriptions_owner ON liveconvo.subscriptions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, stripe_customer_id, stripe_subscription_id, stripe_price_id, plan_name, plan_type, status, current_period_start, current_period_end, monthly_audio_hours_limit, monthly_audio_hours_used, created_at, updated_at, canceled_at) ON liveconvo.subscriptions TO quintet_app;

GRANT SELECT (id, user_id, stripe_customer_id, stripe_subscription_id, stripe_price_id, plan_name, plan_type, status, current_period_start, current_period_end, monthly_audio_hours_limit, monthly_audio_hours_used, created_at, updated_at, canceled_at) ON liveconvo.subscriptions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.subscriptions TO quintet_worker;

ALTER TABLE liveconvo.templates ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.templates FORCE ROW LEVEL SECURITY;

CREATE POLICY templates_select ON liveconvo.templates
    FOR SELECT TO quintet_app
    USING ((templates.user_id = (SELECT liveconvo.account())) OR (is_system_template OR is_public));

CREATE POLICY templates_insert ON liveconvo.templates
    FOR INSERT TO quintet_app
    WITH CHECK ((templates.user_id = (SELECT liveconvo.account())) AND (NOT coalesce(is_system_template, false)));

CREATE POLICY templates_update ON liveconvo.templates
    FOR UPDATE TO quintet_app
    USING ((templates.user_id = (SELECT liveconvo.account())) AND (NOT coalesce(is_system_template, false)))
    WITH CHECK ((templates.user_id = (SELECT liveconvo.account())) AND (NOT coalesce(is_system_template, false)));

CREATE POLICY templates_staff ON liveconvo.templates
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY templates_owner ON liveconvo.templates
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, name, description, conversation_type, is_system_template, is_public, guidance_prompts, context_instructions, summary_template, usage_count, last_used_at, is_active, created_at, updated_at, deleted_at) ON liveconvo.templates TO quintet_app;

GRANT INSERT (id, user_id, name, description, conversation_type, is_system_template, is_public, guidance_prompts, context_instructions, summary_template, usage_count, last_used_at, is_active, deleted_at) ON liveconvo.templates TO quintet_app;

GRANT UPDATE (user_id, name, description, conversation_type, is_system_template, is_public, guidance_prompts, context_instructions, summary_template, usage_count, last_used_at, is_active, deleted_at) ON liveconvo.templates TO quintet_app;

GRANT SELECT (id, user_id, name, description, conversation_type, is_system_template, is_public, guidance_prompts, context_instructions, summary_template, usage_count, last_used_at, is_active, created_at, updated_at, deleted_at) ON liveconvo.templates TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.templates TO quintet_worker;

ALTER TABLE liveconvo.user_app_sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.user_app_sessions FORCE ROW LEVEL SECURITY;

CREATE POLICY user_app_sessions_select ON liveconvo.user_app_sessions
    FOR SELECT TO quintet_app
    USING (user_app_sessions.user_id = (SELECT liveconvo.account()));

CREATE POLICY user_app_sessions_staff ON liveconvo.user_app_sessions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY user_app_sessions_owner ON liveconvo.user_app_sessions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, ip_address, user_agent, country_code, city, started_at, last_activity_at, ended_at, duration_seconds, page_views, device_type, browser, os) ON liveconvo.user_app_sessions TO quintet_app;

GRANT SELECT (id, user_id, ip_address, user_agent, country_code, city, started_at, last_activity_at, ended_at, duration_seconds, page_views, device_type, browser, os) ON liveconvo.user_app_sessions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.user_app_sessions TO quintet_worker;

ALTER TABLE liveconvo.sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.sessions FORCE ROW LEVEL SECURITY;

CREATE POLICY sessions_select ON liveconvo.sessions
    FOR SELECT TO quintet_app
    USING (sessions.user_id = (SELECT liveconvo.account()));

CREATE POLICY sessions_insert ON liveconvo.sessions
    FOR INSERT TO quintet_app
    WITH CHECK (sessions.user_id = (SELECT liveconvo.account()));

CREATE POLICY sessions_update ON liveconvo.sessions
    FOR UPDATE TO quintet_app
    USING (sessions.user_id = (SELECT liveconvo.account()))
    WITH CHECK (sessions.user_id = (SELECT liveconvo.account()));

CREATE POLICY sessions_staff ON liveconvo.sessions
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY sessions_owner ON liveconvo.sessions
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, title, conversation_type, status, selected_template_id, audio_file_url, recording_duration_seconds, recording_started_at, recording_ended_at, total_words_spoken, user_talk_time_seconds, silence_periods_count, audio_deleted_at, data_retention_days, created_at, updated_at, deleted_at) ON liveconvo.sessions TO quintet_app;

GRANT INSERT (id, user_id, title, conversation_type, status, selected_template_id, audio_file_url, recording_duration_seconds, recording_started_at, recording_ended_at, total_words_spoken, user_talk_time_seconds, silence_periods_count, audio_deleted_at, data_retention_days, deleted_at) ON liveconvo.sessions TO quintet_app;

GRANT UPDATE (user_id, title, conversation_type, status, selected_template_id, audio_file_url, recording_duration_seconds, recording_started_at, recording_ended_at, total_words_spoken, user_talk_time_seconds, silence_periods_count, audio_deleted_at, data_retention_days, deleted_at) ON liveconvo.sessions TO quintet_app;

GRANT SELECT (id, user_id, title, conversation_type, status, selected_template_id, audio_file_url, recording_duration_seconds, recording_started_at, recording_ended_at, total_words_spoken, user_talk_time_seconds, silence_periods_count, audio_deleted_at, data_retention_days, created_at, updated_at, deleted_at) ON liveconvo.sessions TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.sessions TO quintet_worker;

ALTER TABLE liveconvo.documents ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.documents FORCE ROW LEVEL SECURITY;

CREATE POLICY documents_select ON liveconvo.documents
    FOR SELECT TO quintet_app
    USING ((documents.user_id = (SELECT liveconvo.account())) AND (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = documents.session_id AND sessions.deleted_at IS NULL)));

CREATE POLICY documents_insert ON liveconvo.documents
    FOR INSERT TO quintet_app
    WITH CHECK ((documents.user_id = (SELECT liveconvo.account())) AND (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = documents.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account())))));

CREATE POLICY documents_update ON liveconvo.documents
    FOR UPDATE TO quintet_app
    USING ((documents.user_id = (SELECT liveconvo.account())) AND (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = documents.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account())))))
    WITH CHECK ((documents.user_id = (SELECT liveconvo.account())) AND (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = documents.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account())))));

CREATE POLICY documents_staff ON liveconvo.documents
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY documents_owner ON liveconvo.documents
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, session_id, user_id, original_filename, file_type, file_size_bytes, file_url, extracted_text, processing_status, processing_error, embedding_status, pinecone_vector_id, ocr_confidence_score, created_at, updated_at, deleted_at) ON liveconvo.documents TO quintet_app;

GRANT INSERT (id, session_id, user_id, original_filename, file_type, file_size_bytes, file_url, extracted_text, processing_status, processing_error, embedding_status, pinecone_vector_id, ocr_confidence_score, deleted_at) ON liveconvo.documents TO quintet_app;

GRANT UPDATE (session_id, user_id, original_filename, file_type, file_size_bytes, file_url, extracted_text, processing_status, processing_error, embedding_status, pinecone_vector_id, ocr_confidence_score, deleted_at) ON liveconvo.documents TO quintet_app;

GRANT SELECT (id, session_id, user_id, original_filename, file_type, file_size_bytes, file_url, extracted_text, processing_status, processing_error, embedding_status, pinecone_vector_id, ocr_confidence_score, created_at, updated_at, deleted_at) ON liveconvo.documents TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.documents TO quintet_worker;

ALTER TABLE liveconvo.summaries ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.summaries FORCE ROW LEVEL SECURITY;

CREATE POLICY summaries_select ON liveconvo.summaries
    FOR SELECT TO quintet_app
    USING ((summaries.user_id = (SELECT liveconvo.account())) AND (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = summaries.session_id AND sessions.deleted_at IS NULL)));

CREATE POLICY summaries_insert ON liveconvo.summaries
    FOR INSERT TO quintet_app
    WITH CHECK ((summaries.user_id = (SELECT liveconvo.account())) AND (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = summaries.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account())))));

CREATE POLICY summaries_update ON liveconvo.summaries
    FOR UPDATE TO quintet_app
    USING ((summaries.user_id = (SELECT liveconvo.account())) AND (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = summaries.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account())))))
    WITH CHECK ((summaries.user_id = (SELECT liveconvo.account())) AND (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = summaries.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account())))));

CREATE POLICY summaries_staff ON liveconvo.summaries
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY summaries_owner ON liveconvo.summaries
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, session_id, user_id, title, tldr, key_decisions, action_items, follow_up_questions, full_transcript, structured_notes, generation_status, generation_error, model_used, generation_time_seconds, export_count, last_exported_at, is_marked_done, created_at, updated_at, deleted_at) ON liveconvo.summaries TO quintet_app;

GRANT INSERT (id, session_id, user_id, title, tldr, key_decisions, action_items, follow_up_questions, full_transcript, structured_notes, generation_status, generation_error, model_used, generation_time_seconds, export_count, last_exported_at, is_marked_done, deleted_at) ON liveconvo.summaries TO quintet_app;

GRANT UPDATE (session_id, user_id, title, tldr, key_decisions, action_items, follow_up_questions, full_transcript, structured_notes, generation_status, generation_error, model_used, generation_time_seconds, export_count, last_exported_at, is_marked_done, deleted_at) ON liveconvo.summaries TO quintet_app;

GRANT SELECT (id, session_id, user_id, title, tldr, key_decisions, action_items, follow_up_questions, full_transcript, structured_notes, generation_status, generation_error, model_used, generation_time_seconds, export_count, last_exported_at, is_marked_done, created_at, updated_at, deleted_at) ON liveconvo.summaries TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.summaries TO quintet_worker;

ALTER TABLE liveconvo.system_logs ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.system_logs FORCE ROW LEVEL SECURITY;

CREATE POLICY system_logs_staff ON liveconvo.system_logs
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY system_logs_owner ON liveconvo.system_logs
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, level, logger_name, message, user_id, session_id, module, function_name, line_number, exception_traceback, request_id, ip_address, endpoint, created_at) ON liveconvo.system_logs TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.system_logs TO quintet_worker;

ALTER TABLE liveconvo.transcripts ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.transcripts FORCE ROW LEVEL SECURITY;

CREATE POLICY transcripts_select ON liveconvo.transcripts
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = transcripts.session_id AND sessions.deleted_at IS NULL));

CREATE POLICY transcripts_insert ON liveconvo.transcripts
    FOR INSERT TO quintet_app
    WITH CHECK (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = transcripts.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account()))));

CREATE POLICY transcripts_update ON liveconvo.transcripts
    FOR UPDATE TO quintet_app
    USING (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = transcripts.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account()))))
    WITH CHECK (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = transcripts.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account()))));

CREATE POLICY transcripts_staff ON liveconvo.transcripts
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY transcripts_owner ON liveconvo.transcripts
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, session_id, content, speaker, confidence_score, start_time_seconds, end_time_seconds, duration_seconds, stt_provider, is_final, created_at, updated_at) ON liveconvo.transcripts TO quintet_app;

GRANT INSERT (id, session_id, content, speaker, confidence_score, start_time_seconds, end_time_seconds, duration_seconds, stt_provider, is_final) ON liveconvo.transcripts TO quintet_app;

GRANT UPDATE (session_id, content, speaker, confidence_score, start_time_seconds, end_time_seconds, duration_seconds, stt_provider, is_final) ON liveconvo.transcripts TO quintet_app;

GRANT SELECT (id, session_id, content, speaker, confidence_score, start_time_seconds, end_time_seconds, duration_seconds, stt_provider, is_final, created_at, updated_at) ON liveconvo.transcripts TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.transcripts TO quintet_worker;

ALTER TABLE liveconvo.usage_records ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.usage_records FORCE ROW LEVEL SECURITY;

CREATE POLICY usage_records_select ON liveconvo.usage_records
    FOR SELECT TO quintet_app
    USING (usage_records.user_id = (SELECT liveconvo.account()));

CREATE POLICY usage_records_staff ON liveconvo.usage_records
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY usage_records_owner ON liveconvo.usage_records
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, user_id, session_id, subscription_id, usage_type, quantity, unit, billing_period_start, billing_period_end, unit_price_cents, total_cost_cents, created_at) ON liveconvo.usage_records TO quintet_app;

GRANT SELECT (id, user_id, session_id, subscription_id, usage_type, quantity, unit, billing_period_start, billing_period_end, unit_price_cents, total_cost_cents, created_at) ON liveconvo.usage_records TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.usage_records TO quintet_worker;

ALTER TABLE liveconvo.document_embeddings ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.document_embeddings FORCE ROW LEVEL SECURITY;

CREATE POLICY document_embeddings_select ON liveconvo.document_embeddings
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM liveconvo.documents WHERE documents.id = document_embeddings.document_id AND documents.deleted_at IS NULL));

CREATE POLICY document_embeddings_staff ON liveconvo.document_embeddings
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY document_embeddings_owner ON liveconvo.document_embeddings
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, document_id, model, embedding, created_at) ON liveconvo.document_embeddings TO quintet_app;

GRANT SELECT (id, document_id, model, embedding, created_at) ON liveconvo.document_embeddings TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.document_embeddings TO quintet_worker;

ALTER TABLE liveconvo.guidance ENABLE ROW LEVEL SECURITY;

ALTER TABLE liveconvo.guidance FORCE ROW LEVEL SECURITY;

CREATE POLICY guidance_select ON liveconvo.guidance
    FOR SELECT TO quintet_app
    USING (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = guidance.session_id AND sessions.deleted_at IS NULL));

CREATE POLICY guidance_insert ON liveconvo.guidance
    FOR INSERT TO quintet_app
    WITH CHECK (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = guidance.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account()))));

CREATE POLICY guidance_update ON liveconvo.guidance
    FOR UPDATE TO quintet_app
    USING (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = guidance.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account()))))
    WITH CHECK (EXISTS (SELECT 1 FROM liveconvo.sessions WHERE sessions.id = guidance.session_id AND sessions.deleted_at IS NULL AND (sessions.user_id = (SELECT liveconvo.account()))));

CREATE POLICY guidance_staff ON liveconvo.guidance
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY guidance_owner ON liveconvo.guidance
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, session_id, content, guidance_type, priority, triggered_by_transcript_id, context_snippet, triggered_at_seconds, was_displayed, was_clicked, was_dismissed, user_feedback, model_used, prompt_template_id, processing_time_ms, created_at, updated_at) ON liveconvo.guidance TO quintet_app;

GRANT INSERT (id, session_id, content, guidance_type, priority, triggered_by_transcript_id, context_snippet, triggered_at_seconds, was_displayed, was_clicked, was_dismissed, user_feedback, model_used, prompt_template_id, processing_time_ms) ON liveconvo.guidance TO quintet_app;

GRANT UPDATE (session_id, content, guidance_type, priority, triggered_by_transcript_id, context_snippet, triggered_at_seconds, was_displayed, was_clicked, was_dismissed, user_feedback, model_used, prompt_template_id, processing_time_ms) ON liveconvo.guidance TO quintet_app;

GRANT SELECT (id, session_id, content, guidance_type, priority, triggered_by_transcript_id, context_snippet, triggered_at_seconds, was_displayed, was_clicked, was_dismissed, user_feedback, model_used, prompt_template_id, processing_time_ms, created_at, updated_at) ON liveconvo.guidance TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON liveconvo.guidance TO quintet_worker;
