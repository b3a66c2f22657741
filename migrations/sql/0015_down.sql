DROP FUNCTION roadtrip.count_requests;
