-- A roadtrip has a code and a token though it does not run, or runs without them.
SELECT s.id FROM roadtrip.roadtrip_sessions AS s
WHERE num_nonnulls(s.activation_code, s.session_token) <> (s.status = 'active')::integer
