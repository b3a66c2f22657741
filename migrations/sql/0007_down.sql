DROP FUNCTION quintet.record_staff_read;

DROP TABLE quintet.staff_reads;
