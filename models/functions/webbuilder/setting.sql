-- The value of a setting, null where there is none.
CREATE FUNCTION webbuilder.setting(wanted text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    SELECT s.value FROM webbuilder.app_settings AS s WHERE s.key = wanted
$$;
