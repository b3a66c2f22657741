DROP FUNCTION roadtrip.places_named;

DROP FUNCTION roadtrip.is_rare_in_names;

DROP INDEX roadtrip.ix_discoveries_poi_name_letters_729th;

DROP INDEX roadtrip.ix_discoveries_poi_name_letters;
