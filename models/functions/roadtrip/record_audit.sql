-- Writes a change of a row into the audit log. The legal basis is that of the transaction (the setting
-- quintet.legal_basis) or else the usual one of the table.
-- Arguments: the usual legal basis, the table's name, then the columns whose values may be recorded.
CREATE FUNCTION roadtrip.record_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    recorded text[] := TG_ARGV[2:];
    person uuid;
    jurisdiction text;
BEGIN
    SELECT u.id, roadtrip.region_of(u.country_code) INTO person, jurisdiction
    FROM roadtrip.users AS u
    WHERE u.id = roadtrip.account();
    INSERT INTO roadtrip.audit_log (
        table_name, operation, user_id, old_values, new_values, legal_basis, user_jurisdiction
    ) VALUES (
        TG_ARGV[1],
        TG_OP,
        person,
        CASE WHEN before IS NOT NULL THEN roadtrip.recorded_values(before, after, recorded) END,
        CASE WHEN after IS NOT NULL THEN roadtrip.recorded_values(after, before, recorded) END,
        coalesce(nullif(current_setting('quintet.legal_basis', true), ''), TG_ARGV[0]),
        jurisdiction
    );
    RETURN NULL;
END
$$;
