-- Counts one interaction of a learner with a concept and continues the streak; needs a guardian's consent.
-- The mastery score is computed by jobs: learners cannot send one.
CREATE FUNCTION learning.record_interaction(
    learner uuid, of_subject text, of_concept text, score double precision DEFAULT NULL
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
DECLARE
    moment timestamp := timezone('utc', quintet.clock());
    made uuid;
BEGIN
    IF NOT learning.acts_for(learner)
        OR (score IS NOT NULL AND NOT pg_has_role(session_user, 'quintet_worker', 'MEMBER')) THEN
        RAISE EXCEPTION 'not for somebody else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT learning.has_consent(learner, 'learning') THEN
        RAISE EXCEPTION 'no consent' USING ERRCODE = 'QN403';
    END IF;
    INSERT INTO learning.learning_profiles AS p (
        user_id, subject, concept, mastery_score, last_interaction, total_interactions, streak_days
    ) VALUES (learner, of_subject, of_concept, coalesce(score, 0), moment, 1, 1)
    ON CONFLICT (user_id, subject, concept) DO UPDATE SET
        mastery_score = coalesce(score, p.mastery_score),
        last_interaction = greatest(p.last_interaction, moment),
        total_interactions = coalesce(p.total_interactions, 0) + 1,
        streak_days = learning.streak_after(p.streak_days, p.last_interaction, moment)
    RETURNING p.id INTO made;
    RETURN made;
END
$$;
