-- Writes down that the signed-in staff is about to read.
CREATE FUNCTION quintet.record_staff_read(operation text, document text, variables jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO quintet.staff_reads (subject, operation, document, variables)
    VALUES (quintet.account(), operation, document, variables)
$$;
