-- Words of a component in the library by weight: A name, B description, C tags, D category.
CREATE FUNCTION webbuilder.write_library_search() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
DECLARE
    -- A search vector holds a megabyte at most; longer texts are found by their beginning.
    longest constant integer := 100000;
BEGIN
    NEW.search_vector :=
        setweight(to_tsvector('pg_catalog.english', NEW.name), 'A')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(NEW.description, ''), longest)), 'B')
        || setweight(to_tsvector('pg_catalog.english', left(array_to_string(NEW.tags, ' '), longest)), 'C')
        || setweight(to_tsvector('pg_catalog.english', coalesce(NEW.category, '')), 'D');
    RETURN NEW;
END
$$;
