-- What is left to each person whom the caller sees, as quota() says; whoever was deleted has none.
CREATE VIEW repurpose.quotas WITH (security_invoker) AS
SELECT u.id AS user_id, q.can_generate, q.remaining, q.used, q.generations_limit, q.resets_at
FROM repurpose.users AS u
CROSS JOIN LATERAL repurpose.quota(u.id) AS q;
