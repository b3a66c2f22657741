-- Gives a person credits; their ledger tells the reason. The same grant cannot be made twice. For staff.
CREATE FUNCTION roadtrip.grant_credits(grant_id uuid, person uuid, credits integer, reason text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    INSERT INTO roadtrip.credit_transactions (id, user_id, transaction_type, amount, source, description)
    VALUES (grant_id, person, 'promotional', credits, 'staff_grant', reason)
$$;
