-- Counts calls of the API for whoever asks.
CREATE FUNCTION webbuilder.count_api_calls(number integer DEFAULT 1) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT webbuilder.add_usage(webbuilder.account(), quintet.clock(), calls => greatest(number, 0))
    WHERE webbuilder.account() IS NOT NULL
$$;
