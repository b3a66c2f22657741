-- Six digits that no other active roadtrip has. Whoever draws a code holds it until the end of the transaction, so that
-- nobody draws the same one before it is written.
CREATE FUNCTION roadtrip.draw_activation_code() RETURNS text
LANGUAGE plpgsql VOLATILE SET search_path = ''
AS $$
DECLARE
    drawn integer;
    code text;
BEGIN
    LOOP
        drawn := roadtrip.random_number(1000000);
        code := lpad(drawn::text, 6, '0');
        EXIT WHEN pg_try_advisory_xact_lock('roadtrip.roadtrip_sessions'::regclass::oid::integer, drawn)
            AND NOT EXISTS (SELECT FROM roadtrip.roadtrip_sessions AS s WHERE s.activation_code = code);
    END LOOP;
    RETURN code;
END
$$;
