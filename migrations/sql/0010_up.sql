-- What a person's videos earned stays when the person goes, and belongs to nobody from then on. All three references
-- go in one step: the keys of a chunk would let them go one by one, and refuse the second while the third is dangling.
CREATE FUNCTION roadtrip.release_revenue() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    UPDATE roadtrip.video_revenues
    SET user_id = NULL, discovery_id = NULL, video_id = NULL
    WHERE user_id = OLD.id;
    RETURN OLD;
END
$$;

REVOKE ALL ON FUNCTION roadtrip.release_revenue FROM PUBLIC;

CREATE TRIGGER release_revenue BEFORE DELETE ON roadtrip.users
    FOR EACH ROW
    EXECUTE FUNCTION roadtrip.release_revenue();
