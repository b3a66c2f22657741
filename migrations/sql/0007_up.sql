CREATE TABLE quintet.staff_reads (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	at TIMESTAMP WITH TIME ZONE DEFAULT clock_timestamp() NOT NULL, 
	subject UUID NOT NULL, 
	operation TEXT, 
	document TEXT NOT NULL, 
	variables JSONB NOT NULL, 
	CONSTRAINT pk_staff_reads PRIMARY KEY (id)
);

CREATE INDEX ix_staff_reads_at ON quintet.staff_reads (at);

CREATE INDEX ix_staff_reads_subject_at ON quintet.staff_reads (subject, at);

COMMENT ON TABLE quintet.staff_reads IS 'Operations of staff, each written before it read anything; no texts but names and keys.';

COMMENT ON COLUMN quintet.staff_reads.id IS 'Unique identifier.';

COMMENT ON COLUMN quintet.staff_reads.at IS 'When it was about to be read.';

COMMENT ON COLUMN quintet.staff_reads.subject IS 'Whose token it was.';

COMMENT ON COLUMN quintet.staff_reads.operation IS 'Name of the operation.';

COMMENT ON COLUMN quintet.staff_reads.document IS 'What was asked, every text in it but identifiers left out.';

COMMENT ON COLUMN quintet.staff_reads.variables IS 'Its variables, every text in them but identifiers left out.';

-- Writes down that the signed-in staff is about to read.
CREATE FUNCTION quintet.record_staff_read(operation text, document text, variables jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO quintet.staff_reads (subject, operation, document, variables)
    VALUES (quintet.account(), operation, document, variables)
$$;

REVOKE ALL ON FUNCTION quintet.record_staff_read FROM PUBLIC;

GRANT EXECUTE ON FUNCTION quintet.record_staff_read TO quintet_admin;

ALTER TABLE quintet.staff_reads ENABLE ROW LEVEL SECURITY;

ALTER TABLE quintet.staff_reads FORCE ROW LEVEL SECURITY;

CREATE POLICY staff_reads_staff ON quintet.staff_reads
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY staff_reads_owner ON quintet.staff_reads
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, at, subject, operation, document, variables) ON quintet.staff_reads TO quintet_admin;

GRANT SELECT, INSERT ON quintet.staff_reads TO quintet_worker;
