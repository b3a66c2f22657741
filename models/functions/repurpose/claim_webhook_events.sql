-- Events to deal with, those that failed least first, locked until the end of the transaction: nobody else gets them.
CREATE FUNCTION repurpose.claim_webhook_events(batch integer DEFAULT 10) RETURNS SETOF repurpose.webhook_events
LANGUAGE sql SECURITY DEFINER SET search_path = ''
AS $$
    SELECT * FROM repurpose.webhook_events AS e
    WHERE NOT e.processed
    ORDER BY e.retry_count, e.created_at
    LIMIT batch
    FOR UPDATE SKIP LOCKED
$$;
