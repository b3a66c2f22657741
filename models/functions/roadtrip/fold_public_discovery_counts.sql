-- Makes one row of what was noted of each city centre and category since the last time, and of its number before that;
-- returns for how many. Whoever reads meanwhile sees the rows before or the row after. What somebody else is making a
-- row of right now is left to them. For the worker.
CREATE FUNCTION roadtrip.fold_public_discovery_counts() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    WITH changed AS (
        SELECT DISTINCT c.category_id, c.latitude, c.longitude
        FROM roadtrip.public_discovery_counts AS c
        WHERE NOT c.is_folded
    ), taken AS (
        SELECT c.id
        FROM changed
        JOIN roadtrip.public_discovery_counts AS c
            ON (c.category_id = changed.category_id OR c.category_id IS NULL AND changed.category_id IS NULL)
                AND c.latitude = changed.latitude
                AND c.longitude = changed.longitude
        FOR UPDATE OF c SKIP LOCKED
    ), gone AS (
        DELETE FROM roadtrip.public_discovery_counts AS c USING taken
        WHERE c.id = taken.id
        RETURNING c.category_id, c.latitude, c.longitude, c.discoveries
    ), folded AS (
        INSERT INTO roadtrip.public_discovery_counts (category_id, latitude, longitude, discoveries, is_folded)
        SELECT gone.category_id, gone.latitude, gone.longitude, sum(gone.discoveries), true
        FROM gone
        GROUP BY gone.category_id, gone.latitude, gone.longitude
        HAVING sum(gone.discoveries) <> 0
    )
    SELECT count(*) FROM changed
$$;
