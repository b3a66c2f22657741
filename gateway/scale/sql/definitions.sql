-- What loading takes away from tables and gives back afterwards: how each is removed and how it is made again, in
-- the order in which it can be made again. $1: all tables that rows are copied into; $2: those of them whose keys
-- and indexes are made anew; $3 and $4: tables and the names of triggers on them that would repeat what is copied.
WITH loaded AS (
    SELECT c.oid, c.oid::regclass AS name, c.relforcerowsecurity
    FROM pg_class AS c
    WHERE c.oid = ANY ($1::text[]::regclass[])
), keys AS (
    SELECT k.*
    FROM pg_constraint AS k
    JOIN pg_class AS c ON c.oid = k.conrelid
    WHERE k.conparentid = 0
        AND NOT starts_with(c.relnamespace::regnamespace::text, '_timescaledb')
        AND (
            (k.contype IN ('p', 'u', 'x') AND k.conrelid = ANY ($2::text[]::regclass[]))
            OR (k.contype = 'f' AND (k.conrelid = ANY ($2::text[]::regclass[]) OR k.confrelid = ANY ($2::text[]::regclass[])))
        )
)
SELECT
    CASE WHEN k.contype = 'f' THEN 3 ELSE 1 END AS place,
    format('%s on %s', k.conname, k.conrelid::regclass) AS title,
    format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::regclass, k.conname) AS removal,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid))
        AS restoration
FROM keys AS k
UNION ALL
SELECT
    2,
    i.indexrelid::regclass::text,
    format('DROP INDEX %s', i.indexrelid::regclass),
    pg_get_indexdef(i.indexrelid)
FROM pg_index AS i
WHERE i.indrelid = ANY ($2::text[]::regclass[])
    AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid)
UNION ALL
SELECT
    4,
    format('%s on %s', t.tgname, t.tgrelid::regclass),
    format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass),
    pg_get_triggerdef(t.oid)
FROM pg_trigger AS t
JOIN unnest($3::text[], $4::text[]) AS silenced (on_table, name)
    ON t.tgrelid = silenced.on_table::regclass AND t.tgname = silenced.name
UNION ALL
SELECT
    5,
    format('row security of %s', l.name),
    format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', l.name),
    format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', l.name)
FROM loaded AS l
WHERE l.relforcerowsecurity
ORDER BY 1, 2
