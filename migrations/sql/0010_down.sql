DROP TRIGGER release_revenue ON roadtrip.users;

DROP FUNCTION roadtrip.release_revenue;
