-- A change of what a component is makes the next version; nobody sets the version.
CREATE FUNCTION webbuilder.raise_component_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = ''
AS $$
BEGIN
    NEW.version := OLD.version;
    IF (NEW.name, NEW.component_type, NEW.code, NEW.props, NEW.css_styles)
        IS DISTINCT FROM (OLD.name, OLD.component_type, OLD.code, OLD.props, OLD.css_styles) THEN
        NEW.version := OLD.version + 1;
    END IF;
    RETURN NEW;
END
$$;
