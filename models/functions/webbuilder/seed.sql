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
