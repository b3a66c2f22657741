-- Counts of shared discoveries by city and category, for maps.
CREATE TABLE roadtrip.public_discovery_counts (
	id UUID DEFAULT gen_random_uuid() NOT NULL, 
	category_id INTEGER, 
	latitude DOUBLE PRECISION NOT NULL, 
	longitude DOUBLE PRECISION NOT NULL, 
	discoveries INTEGER NOT NULL, 
	is_folded BOOLEAN DEFAULT false NOT NULL, 
	CONSTRAINT pk_public_discovery_counts PRIMARY KEY (id), 
	CONSTRAINT fk_public_discovery_counts_category_id FOREIGN KEY(category_id) REFERENCES roadtrip.poi_categories (id) ON DELETE CASCADE, 
	CONSTRAINT ck_public_discovery_counts_latitude_range CHECK (latitude >= -90 AND latitude <= 90), 
	CONSTRAINT ck_public_discovery_counts_longitude_range CHECK (longitude >= -180 AND longitude <= 180)
);

CREATE INDEX ix_public_discovery_counts_category_id_latitude_longitude ON roadtrip.public_discovery_counts (category_id, latitude, longitude) INCLUDE (discoveries);

CREATE INDEX ix_public_discovery_counts_not_folded ON roadtrip.public_discovery_counts (latitude, longitude) WHERE NOT is_folded;

COMMENT ON TABLE roadtrip.public_discovery_counts IS 'How many shared discoveries a statement added to the centre of a city, or took away.';

COMMENT ON COLUMN roadtrip.public_discovery_counts.id IS 'Unique identifier.';

COMMENT ON COLUMN roadtrip.public_discovery_counts.category_id IS 'What kind of place they are; null for the number of all kinds together.';

COMMENT ON COLUMN roadtrip.public_discovery_counts.latitude IS 'Latitude of the city''s centre.';

COMMENT ON COLUMN roadtrip.public_discovery_counts.longitude IS 'Longitude of the city''s centre.';

COMMENT ON COLUMN roadtrip.public_discovery_counts.discoveries IS 'How many more there are; less than zero where there are fewer.';

COMMENT ON COLUMN roadtrip.public_discovery_counts.is_folded IS 'Whether the worker has made it of the rows before.';

ALTER TABLE roadtrip.public_discovery_counts SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

-- Notes for each city centre how many more discoveries are public there since a statement, of each category and of
-- all. Rows are appended, so that nobody waits for others who find something in the same city.
CREATE FUNCTION roadtrip.count_public_discoveries() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    places public.geography[];
    categories integer[];
    numbers bigint[];
    gone record;
BEGIN
    IF TG_OP <> 'DELETE' THEN
        SELECT array_agg(d.place), array_agg(d.category), array_agg(d.number) INTO places, categories, numbers
        FROM (
            SELECT location_public, category_id, count(*)
            FROM added
            WHERE location_public IS NOT NULL AND rejected_at IS NULL
            GROUP BY location_public, category_id
        ) AS d (place, category, number);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT array_agg(d.place) AS places, array_agg(d.category) AS categories, array_agg(-d.number) AS numbers
        INTO gone
        FROM (
            SELECT location_public, category_id, count(*)
            FROM removed
            WHERE location_public IS NOT NULL AND rejected_at IS NULL
            GROUP BY location_public, category_id
        ) AS d (place, category, number);
        places := places || gone.places;
        categories := categories || gone.categories;
        numbers := numbers || gone.numbers;
    END IF;
    IF places IS NOT NULL THEN
        INSERT INTO roadtrip.public_discovery_counts (category_id, latitude, longitude, discoveries)
        SELECT changed.category, changed.latitude, changed.longitude, sum(changed.number)
        FROM (
            SELECT d.category, d.number,
                public.ST_Y(d.place::public.geometry) AS latitude, public.ST_X(d.place::public.geometry) AS longitude
            FROM unnest(places, categories, numbers) AS d (place, category, number)
        ) AS changed
        GROUP BY GROUPING SETS (
            (changed.latitude, changed.longitude, changed.category), (changed.latitude, changed.longitude)
        )
        HAVING sum(changed.number) <> 0;
    END IF;
    RETURN NULL;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.count_public_discoveries FROM PUBLIC;

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

REVOKE ALL ON FUNCTION roadtrip.fold_public_discovery_counts FROM PUBLIC;

GRANT EXECUTE ON FUNCTION roadtrip.fold_public_discovery_counts TO quintet_worker;

ALTER TABLE roadtrip.public_discovery_counts ENABLE ROW LEVEL SECURITY;

ALTER TABLE roadtrip.public_discovery_counts FORCE ROW LEVEL SECURITY;

CREATE POLICY public_discovery_counts_select ON roadtrip.public_discovery_counts
    FOR SELECT TO quintet_app
    USING (true);

CREATE POLICY public_discovery_counts_staff ON roadtrip.public_discovery_counts
    FOR SELECT TO quintet_admin
    USING (true);

CREATE POLICY public_discovery_counts_owner ON roadtrip.public_discovery_counts
    FOR ALL TO quintet_owner
    USING (true)
    WITH CHECK (true);

GRANT SELECT (id, category_id, latitude, longitude, discoveries, is_folded) ON roadtrip.public_discovery_counts TO quintet_app;

GRANT SELECT (id, category_id, latitude, longitude, discoveries, is_folded) ON roadtrip.public_discovery_counts TO quintet_admin;

GRANT SELECT, INSERT, UPDATE, DELETE ON roadtrip.public_discovery_counts TO quintet_worker;

CREATE TRIGGER count_public_added AFTER INSERT ON roadtrip.discoveries
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION roadtrip.count_public_discoveries();

CREATE TRIGGER count_public_changed AFTER UPDATE ON roadtrip.discoveries
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT
    EXECUTE FUNCTION roadtrip.count_public_discoveries();

CREATE TRIGGER count_public_removed AFTER DELETE ON roadtrip.discoveries
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT
    EXECUTE FUNCTION roadtrip.count_public_discoveries();

-- Those that are there already, as the triggers would have noted them.
INSERT INTO roadtrip.public_discovery_counts (category_id, latitude, longitude, discoveries, is_folded)
SELECT d.category_id, d.latitude, d.longitude, count(*), true
FROM (
    SELECT p.category_id, public.ST_Y(p.location_public::public.geometry) AS latitude,
        public.ST_X(p.location_public::public.geometry) AS longitude
    FROM roadtrip.discoveries AS p
    WHERE p.location_public IS NOT NULL AND p.rejected_at IS NULL
) AS d
GROUP BY GROUPING SETS ((d.latitude, d.longitude, d.category_id), (d.latitude, d.longitude))
ORDER BY d.category_id NULLS FIRST, d.latitude, d.longitude;

-- Whatever in the data contradicts itself: ledgers that do not add up, counters and sums that have drifted,
-- constraints that were never validated. No rows mean that all is well. For the worker.
CREATE OR REPLACE FUNCTION roadtrip.find_faults() RETURNS TABLE (fault text, found bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$
    WITH ledger AS (
        SELECT
            t.*,
            lag(t.balance_after, 1, 0) OVER numbered AS expected,
            row_number() OVER numbered AS place
        FROM roadtrip.credit_transactions AS t
        WINDOW numbered AS (PARTITION BY t.user_id ORDER BY t.number)
    ), faults (fault, found) AS (
        SELECT 'ledger is broken', count(*) FROM ledger WHERE balance_before <> expected OR number <> place
        UNION ALL
        SELECT 'balance differs from ledger', count(*)
        FROM roadtrip.user_credits AS c
        WHERE c.balance <> coalesce(
            (SELECT sum(t.amount) FROM roadtrip.credit_transactions AS t WHERE t.user_id = c.user_id), 0
        )
        UNION ALL
        SELECT 'discoveries of a roadtrip miscounted', count(*)
        FROM roadtrip.roadtrip_sessions AS s
        WHERE (s.total_discoveries, s.new_discoveries) <> (
            SELECT count(*), count(*) FILTER (WHERE d.is_new_discovery)
            FROM roadtrip.discoveries AS d
            WHERE d.session_id = s.id
        )
        UNION ALL
        SELECT 'sums of revenue have drifted', count(*)
        FROM (
            SELECT kind, sum(b.net_revenue_cents) AS summed
            FROM unnest(ARRAY['day', 'week', 'month']) AS kind
            LEFT JOIN roadtrip.revenue_by_bucket AS b ON b.bucket_type = kind
            GROUP BY kind
        ) AS sums
        WHERE coalesce(summed, 0) <> (SELECT coalesce(sum(v.net_revenue_cents), 0) FROM roadtrip.video_revenues AS v)
        UNION ALL
        SELECT 'public discoveries of a city miscounted', count(*)
        FROM (
            SELECT d.latitude, d.longitude, d.category_id, count(*) AS found
            FROM (
                SELECT p.category_id, public.ST_Y(p.location_public::public.geometry) AS latitude,
                    public.ST_X(p.location_public::public.geometry) AS longitude
                FROM roadtrip.discoveries AS p
                WHERE p.location_public IS NOT NULL AND p.rejected_at IS NULL
            ) AS d
            GROUP BY GROUPING SETS ((d.latitude, d.longitude, d.category_id), (d.latitude, d.longitude))
        ) AS there
        FULL JOIN (
            SELECT c.latitude, c.longitude, c.category_id, sum(c.discoveries) AS found
            FROM roadtrip.public_discovery_counts AS c
            GROUP BY c.latitude, c.longitude, c.category_id
        ) AS counted
            ON counted.latitude = there.latitude AND counted.longitude = there.longitude
                AND coalesce(counted.category_id, 0) = coalesce(there.category_id, 0)
        WHERE coalesce(there.found, 0) <> coalesce(counted.found, 0)
        UNION ALL
        SELECT 'constraint not validated', count(*)
        FROM pg_catalog.pg_constraint AS c
        WHERE c.connamespace = 'roadtrip'::regnamespace AND NOT c.convalidated
    )
    SELECT faults.fault, faults.found FROM faults WHERE faults.found > 0
$$;
