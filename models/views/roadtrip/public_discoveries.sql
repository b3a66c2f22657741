-- What everybody may know of discoveries that are shared: no exact place, no discoverer, no scores. It has no
-- security barrier, since a barrier would keep searches by distance from using the spatial index.
CREATE VIEW roadtrip.public_discoveries AS
SELECT d.id, d.poi_name, d.category_id, d.location_public, d.validation_status, d.created_at
FROM roadtrip.discoveries AS d
WHERE d.location_public IS NOT NULL AND d.rejected_at IS NULL;
