-- An idempotency key was kept without its answer.
SELECT concat_ws(' ', k.subject, k.operation) FROM quintet.idempotency_keys AS k WHERE k.answer IS NULL
