-- The places of a city are read from the index alone: it holds all that everybody sees of them, and it is in order,
-- which the table is not. Names are there in small letters, too, as to make them small takes longer than to read them.
DROP INDEX roadtrip.ix_discoveries_location_public_id;

CREATE INDEX ix_discoveries_location_public_id ON roadtrip.discoveries (location_public, id, lower(poi_name::text)) INCLUDE (poi_name, category_id, validation_status, created_at) WHERE location_public IS NOT NULL AND rejected_at IS NULL;
