DROP FUNCTION roadtrip.places_named;

DROP FUNCTION roadtrip.sample_names;

DROP INDEX roadtrip.ix_discoveries_poi_name_letters_243rd;

DROP INDEX roadtrip.ix_discoveries_poi_name_letters;
