-- Writes into the audit log that people read rows of tables: the n-th person the n-th table, on the n-th legal basis.
-- A person is null where somebody without an account read, or where the account is gone by now.
CREATE FUNCTION roadtrip.record_reads(persons uuid[], tables text[], bases text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    INSERT INTO roadtrip.audit_log (table_name, operation, user_id, legal_basis, user_jurisdiction)
    SELECT read.table_name, 'SELECT', u.id, read.legal_basis, roadtrip.region_of(u.country_code)
    FROM unnest(persons, tables, bases) AS read (person, table_name, legal_basis)
    LEFT JOIN roadtrip.users AS u ON u.id = read.person;
END
$$;
