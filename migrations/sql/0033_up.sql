-- With the place first, the index of places by category was of use for places of all categories, too. It is narrower than
-- the one that has these in order, so where cities were thought to be small it was taken, and the whole city sorted.
DROP INDEX roadtrip.ix_discoveries_location_public_category_id;

CREATE INDEX ix_discoveries_category_id_location_public ON roadtrip.discoveries (category_id, location_public, id) WHERE location_public IS NOT NULL AND rejected_at IS NULL;
