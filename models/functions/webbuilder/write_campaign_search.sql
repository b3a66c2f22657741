-- Words of a campaign by weight: A name, B description, C audience, D line of business.
CREATE FUNCTION webbuilder.write_campaign_search() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    -- A search vector holds a megabyte at most; longer texts are found by their beginning.
    longest constant integer := 100000;
BEGIN
    NEW.search_vector :=
        setweight(to_tsvector('pg_catalog.english', NEW.name), 'A')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(NEW.description, ''), longest)), 'B')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(NEW.target_audience, ''), longest)), 'C')
        || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.business_type, '')), 'D');
    RETURN NEW;
END
$$;
