-- Whether a person lets others see their discoveries.
CREATE FUNCTION roadtrip.shares_discoveries(privacy_settings jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT coalesce((privacy_settings ->> 'share_discoveries')::boolean, false)
$$;
