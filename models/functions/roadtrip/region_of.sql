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
