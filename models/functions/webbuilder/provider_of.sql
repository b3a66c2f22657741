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
