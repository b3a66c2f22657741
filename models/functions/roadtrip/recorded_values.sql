-- What the audit trail says of a row: of a change, only what differs from the other row, and the key. Values that
-- may not be recorded are shown to be there, and no more.
CREATE FUNCTION roadtrip.recorded_values(whole jsonb, other jsonb, recorded text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = ''
AS $$
    SELECT coalesce(
        jsonb_object_agg(
            part.key,
            CASE
                WHEN part.key = ANY (recorded) OR part.value = 'null' THEN part.value
                ELSE '"[redacted]"'::jsonb
            END
        ),
        '{}'
    )
    FROM jsonb_each(whole) AS part
    WHERE other IS NULL
        OR part.value IS DISTINCT FROM other -> part.key
        OR (part.key = 'id' AND part.key = ANY (recorded))
$$;
