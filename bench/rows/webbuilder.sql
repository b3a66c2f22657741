-- Web Builder accounts of the same people: 12 campaigns each, with 6 components, with 3 generations.
INSERT INTO webbuilder.users (id, email, password_hash, name)
SELECT
    u.id, 'builder-' || u.id || '@example.com',
    '$2b$12$' || rpad(replace(u.id::text, '-', ''), 53, '.'), u.full_name
FROM liveconvo.users AS u;

INSERT INTO webbuilder.campaigns (id, user_id, name, status, type, search_vector, created_at)
SELECT
    md5('campaign ' || u.id || ' ' || place)::uuid, u.id, 'Campaign ' || place,
    (ARRAY['draft', 'ready', 'launched'])[place % 3 + 1],
    (ARRAY['landing_page', 'funnel'])[place % 2 + 1],
    to_tsvector('simple', 'campaign ' || place),
    timestamptz '2026-01-01T00:00:00Z' + place * interval '1 day'
FROM webbuilder.users AS u, generate_series(1, 12) AS place;

INSERT INTO webbuilder.campaign_components (id, campaign_id, name, component_type, sort_order, created_at)
SELECT
    md5('component ' || c.id || ' ' || place)::uuid, c.id, 'Component ' || place,
    (ARRAY['header', 'form', 'footer'])[place % 3 + 1], place, c.created_at + place * interval '1 hour'
FROM webbuilder.campaigns AS c, generate_series(1, 6) AS place;

INSERT INTO webbuilder.ai_generations (
    id, user_id, campaign_id, component_id, generation_type, model_used, prompt_tokens, completion_tokens, cost,
    status, result_data, completed_at, created_at
)
SELECT
    md5('generation ' || p.id || ' ' || place)::uuid, c.user_id, c.id, p.id, 'component', 'a model',
    100 * place, 300 * place, 0.0125 * place, 'completed', '{"done": true}',
    p.created_at + place * interval '2 minutes', p.created_at + place * interval '1 minute'
FROM webbuilder.campaign_components AS p
JOIN webbuilder.campaigns AS c ON c.id = p.campaign_id, generate_series(1, 3) AS place;
