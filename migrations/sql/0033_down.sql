DROP INDEX roadtrip.ix_discoveries_category_id_location_public;

CREATE INDEX ix_discoveries_location_public_category_id ON roadtrip.discoveries (location_public, category_id, id) WHERE location_public IS NOT NULL AND rejected_at IS NULL;
