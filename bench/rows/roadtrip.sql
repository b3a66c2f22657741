-- Roadtrip accounts of the same people: 8 trips each, with 10 discoveries.
INSERT INTO roadtrip.poi_categories (name)
SELECT name FROM unnest(ARRAY['Castle', 'Lake', 'Museum', 'Viewpoint']) AS name
ON CONFLICT DO NOTHING;

INSERT INTO roadtrip.users (id, email, username, password_hash)
SELECT
    u.id, 'driver-' || u.id || '@example.com', 'driver-' || u.id,
    '$2b$12$' || rpad(replace(u.id::text, '-', ''), 53, '.')
FROM liveconvo.users AS u;

INSERT INTO roadtrip.roadtrip_sessions (id, user_id, status, expires_at, created_at)
SELECT
    md5('trip ' || u.id || ' ' || place)::uuid, u.id, (ARRAY['completed', 'expired'])[place % 2 + 1],
    timestamptz '2026-01-02T00:00:00Z' + place * interval '1 day',
    timestamptz '2026-01-01T00:00:00Z' + place * interval '1 day'
FROM roadtrip.users AS u, generate_series(1, 8) AS place;

INSERT INTO roadtrip.discoveries (
    id, user_id, poi_name, location, category_id, validation_status, discovery_timestamp, session_id, created_at
)
SELECT
    md5('discovery ' || s.id || ' ' || place)::uuid, s.user_id, 'Place ' || place,
    public.ST_MakePoint(8 + place / 10.0, 47 + place / 20.0)::public.geography,
    (SELECT min(c.id) FROM roadtrip.poi_categories AS c) + place % 4,
    (ARRAY['pending', 'ai_validated', 'community_validated'])[place % 3 + 1],
    s.created_at + place * interval '10 minutes', s.id, s.created_at + place * interval '10 minutes'
FROM roadtrip.roadtrip_sessions AS s, generate_series(1, 10) AS place;
