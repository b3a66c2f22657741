-- Keeps what the AI distilled from the reviews of a place; returns its id. For staff.
CREATE FUNCTION roadtrip.add_review_distillation(
    discovery uuid, reviews jsonb, platforms text[], distilled jsonb, podcast jsonb, seconds numeric, model text
) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.review_distillations (
        discovery_id, source_reviews, source_platforms, distilled_script, podcast_script,
        estimated_reading_time_seconds, processed_by_model
    )
    VALUES (discovery, reviews, platforms, distilled, podcast, seconds, model)
    RETURNING id
$$;
