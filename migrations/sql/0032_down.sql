DROP INDEX roadtrip.ix_discoveries_location_public_id;

CREATE INDEX ix_discoveries_location_public_id ON roadtrip.discoveries (location_public, id) WHERE location_public IS NOT NULL AND rejected_at IS NULL;
