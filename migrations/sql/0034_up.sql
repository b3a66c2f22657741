-- What must hold is said where models are, once for the command that looks at it and for tests.
DROP FUNCTION roadtrip.find_faults();
