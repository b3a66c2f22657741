-- Erases a learner: profiles and the account go, uses and subscriptions stay without a name, and of consents
-- stays what was agreed to and when. Returns whether there was such an account.
CREATE FUNCTION learning.erase_account(learner uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = ''
AS $$
BEGIN
    PERFORM FROM learning.users AS u WHERE u.id = learner FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM learning.learning_profiles WHERE user_id = learner;
    UPDATE learning.usage_logs SET user_id = NULL, session_id = gen_random_uuid(), metadata = NULL
    WHERE user_id = learner;
    UPDATE learning.usage_logs_archive SET user_id = NULL, session_id = gen_random_uuid(), metadata = NULL
    WHERE user_id = learner;
    DELETE FROM learning.payment_events WHERE paymob_subscription_id IN (
        SELECT s.paymob_subscription_id FROM learning.subscriptions AS s WHERE s.user_id = learner
    );
    UPDATE learning.subscriptions SET user_id = NULL, paymob_subscription_id = NULL WHERE user_id = learner;
    UPDATE learning.guardian_consents SET user_id = NULL, guardian_email = 'erased', ip_address = NULL
    WHERE user_id = learner;
    DELETE FROM learning.users WHERE id = learner;
    RETURN true;
END
$$;
