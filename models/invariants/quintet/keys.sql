-- An idempotency key was kept without its answer.
SELECT k.key FROM quintet.idempotency_keys AS k WHERE k.answer IS NULL
