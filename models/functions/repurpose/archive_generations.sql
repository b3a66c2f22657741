-- Moves generations that are older than this into the archive, in one statement; returns how many. For the worker.
CREATE FUNCTION repurpose.archive_generations(older_than interval DEFAULT '90 days') RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH moved AS (
        DELETE FROM repurpose.generations AS g
        WHERE g.created_at < quintet.clock() - older_than
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
