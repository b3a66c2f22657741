"""What must hold in the whole database whatever was written, and something planted that must be found."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Invariant:
    """A statement whose rows are faults, and one that makes a fault while triggers are off."""

    faults: str
    planted: str


LEDGER = """
SELECT t.user_id FROM (
    SELECT l.*, lag(l.balance_after, 1, 0) OVER numbered AS expected, row_number() OVER numbered AS place
    FROM roadtrip.credit_transactions AS l WINDOW numbered AS (PARTITION BY l.user_id ORDER BY l.number)
) AS t
WHERE t.balance_before <> t.expected OR t.number <> t.place OR t.balance_after <> t.balance_before + t.amount
    OR t.balance_after < 0
UNION ALL
SELECT c.user_id FROM roadtrip.user_credits AS c
LEFT JOIN LATERAL (
    SELECT sum(t.amount) AS amount, (array_agg(t.balance_after ORDER BY t.number DESC))[1] AS last,
        coalesce(sum(t.amount) FILTER (WHERE t.transaction_type = 'earned'), 0) AS earned,
        coalesce(-sum(t.amount) FILTER (WHERE t.transaction_type = 'used'), 0) AS used
    FROM roadtrip.credit_transactions AS t WHERE t.user_id = c.user_id
) AS sums ON true
WHERE (c.balance, c.balance, c.total_earned, c.total_used)
    IS DISTINCT FROM (sums.amount, sums.last, sums.earned, sums.used) OR c.balance < 0
"""
DEBITS = """
SELECT u.id FROM roadtrip.users AS u
WHERE (SELECT coalesce(sum(s.credits_consumed), 0) FROM roadtrip.roadtrip_sessions AS s WHERE s.user_id = u.id)
    <> (SELECT coalesce(-sum(t.amount), 0) FROM roadtrip.credit_transactions AS t
        WHERE t.user_id = u.id AND t.source = 'roadtrip_usage')
"""
ACTIVATION = """
SELECT s.id FROM roadtrip.roadtrip_sessions AS s
WHERE num_nonnulls(s.activation_code, s.session_token) <> (s.status = 'active')::integer
"""
WAYPOINTS = """
SELECT w.session_id FROM roadtrip.roadtrip_waypoints AS w GROUP BY w.session_id
HAVING min(w.position) <> 1 OR max(w.position) <> count(*) OR count(DISTINCT w.position) <> count(*)
"""
REFERRALS = """
SELECT r.user_id FROM roadtrip.user_referrals AS r
LEFT JOIN LATERAL (
    SELECT count(*) AS friends, coalesce(sum(c.referrer_credits_earned), 0) AS credits
    FROM roadtrip.referral_conversions AS c
    WHERE c.referrer_id = r.user_id AND c.conversion_status = 'credited'
) AS joined ON true
WHERE (r.total_friends_joined, r.total_credits_earned) IS DISTINCT FROM (joined.friends, joined.credits)
    OR r.total_credits_earned <> (
        SELECT coalesce(sum(t.amount), 0) FROM roadtrip.credit_transactions AS t
        WHERE t.user_id = r.user_id AND t.source = 'referral'
    )
UNION ALL
SELECT c.referred_user_id FROM roadtrip.referral_conversions AS c GROUP BY 1 HAVING count(*) > 1
"""
PROMPTS = """
SELECT r.user_id FROM roadtrip.user_referrals AS r
JOIN roadtrip.referral_milestones AS m
    ON m.is_active AND m.metric = 'friends_joined' AND m.threshold <= r.total_friends_joined
WHERE (SELECT count(*) FROM roadtrip.referral_prompts AS p
       WHERE p.user_id = r.user_id AND p.milestone_id = m.id) <> 1
"""
DISCOVERIES = """
SELECT s.id FROM roadtrip.roadtrip_sessions AS s
WHERE (s.total_discoveries, s.new_discoveries) <> (
    SELECT count(*), count(*) FILTER (WHERE d.is_new_discovery)
    FROM roadtrip.discoveries AS d WHERE d.session_id = s.id
)
UNION ALL
SELECT d.id FROM roadtrip.discoveries AS d
WHERE (d.rejected_at IS NOT NULL AND (d.is_new_discovery OR d.validation_status <> 'pending'))
    OR d.eligible_for_revenue IS DISTINCT FROM
        (d.is_new_discovery AND d.validation_status IN ('ai_validated', 'community_validated'))
"""
PLAYS = """
SELECT e.id FROM roadtrip.podcast_episodes AS e
WHERE (e.play_count, coalesce(e.completion_rate, -1)) <> (
    SELECT count(*), coalesce(round(avg(p.completion), 3), -1)
    FROM roadtrip.podcast_plays AS p WHERE p.episode_id = e.id
)
UNION ALL
SELECT p.event_id FROM roadtrip.podcast_plays AS p GROUP BY p.user_id, p.event_id HAVING count(*) > 1
"""
VERSIONS = """
SELECT v.video_id FROM roadtrip.video_versions AS v GROUP BY v.video_id
HAVING min(v.version_number) <> 1 OR max(v.version_number) <> count(*)
    OR count(DISTINCT v.version_number) <> count(*)
"""
REVENUE = """
SELECT r.id FROM roadtrip.video_revenues AS r
WHERE r.user_share_cents + r.platform_share_cents <> r.net_revenue_cents
    OR r.user_share_cents <> r.net_revenue_cents / 2
UNION ALL
SELECT (array_agg(r.id))[1] FROM roadtrip.video_revenues AS r
GROUP BY r.video_id, r.platform_id, r.date HAVING count(*) > 1
UNION ALL
SELECT coalesce(b.user_id, s.user_id) FROM roadtrip.revenue_by_bucket AS b
FULL JOIN (
    SELECT r.user_id, r.platform_id, kind, date_trunc(kind, r.date::timestamp)::date AS bucket, count(*) AS entries,
        sum(r.views) AS views, sum(r.revenue_cents) AS gross, sum(r.net_revenue_cents) AS net,
        sum(r.user_share_cents) AS theirs, sum(r.platform_share_cents) AS ours
    FROM roadtrip.video_revenues AS r CROSS JOIN unnest(ARRAY['day', 'week', 'month']) AS kind
    GROUP BY 1, 2, 3, 4
) AS s ON (s.user_id, s.platform_id, s.kind, s.bucket) = (b.user_id, b.platform_id, b.bucket_type, b.bucket)
WHERE (b.entries, b.views, b.revenue_cents, b.net_revenue_cents, b.user_share_cents, b.platform_share_cents)
    IS DISTINCT FROM (s.entries, s.views, s.gross, s.net, s.theirs, s.ours)
"""
TOTALS = """
SELECT t.id FROM roadtrip.revenue_totals AS t
FULL JOIN (
    SELECT b.bucket_type, b.bucket, b.platform_id, sum(b.entries) AS entries, sum(b.views) AS views,
        sum(b.revenue_cents) AS gross, sum(b.net_revenue_cents) AS net, sum(b.user_share_cents) AS theirs,
        sum(b.platform_share_cents) AS ours
    FROM roadtrip.revenue_by_bucket AS b
    GROUP BY 1, 2, 3
) AS s ON (s.bucket_type, s.bucket, s.platform_id) = (t.bucket_type, t.bucket, t.platform_id)
WHERE (t.entries, t.views, t.revenue_cents, t.net_revenue_cents, t.user_share_cents, t.platform_share_cents)
    IS DISTINCT FROM (s.entries, s.views, s.gross, s.net, s.theirs, s.ours)
"""
CONVERSION = """
SELECT c.user_id FROM roadtrip.user_credits AS c
WHERE (SELECT coalesce(sum(t.amount), 0) FROM roadtrip.credit_transactions AS t
       WHERE t.user_id = c.user_id AND t.source = 'video_revenue')
    > (SELECT floor(coalesce(sum(r.user_share_cents), 0)::numeric / c.conversion_rate_cents)
       FROM roadtrip.video_revenues AS r WHERE r.user_id = c.user_id)
"""
USAGE = """
SELECT u.user_id FROM roadtrip.api_usage_tracking AS u GROUP BY u.user_id, u.endpoint
HAVING sum(u.request_count) FILTER (WHERE u.bucket_type = 'per_minute')
        IS DISTINCT FROM sum(u.request_count) FILTER (WHERE u.bucket_type = 'per_hour')
    OR sum(u.request_count) FILTER (WHERE u.bucket_type = 'per_minute')
        IS DISTINCT FROM sum(u.request_count) FILTER (WHERE u.bucket_type = 'per_day')
    OR count(*) <> count(DISTINCT (u.bucket_type, u.time_bucket))
"""
EVENTS = """
SELECT t.topic FROM quintet.topics AS t
FULL JOIN (SELECT e.topic, count(*) AS events, max(e.seq) AS last FROM quintet.events AS e GROUP BY e.topic) AS e
    ON e.topic = t.topic
WHERE (t.seq, t.seq) IS DISTINCT FROM (e.events, e.last)
UNION ALL
SELECT s.id::text FROM liveconvo.sessions AS s
WHERE (SELECT count(*) FROM liveconvo.transcripts AS t WHERE t.session_id = s.id)
    + (SELECT count(*) FROM liveconvo.guidance AS g WHERE g.session_id = s.id) + 1
    <> (SELECT count(*) FROM quintet.events AS e
        WHERE e.topic = 'liveconvo.session:' || s.id AND e.operation = 'inserted')
"""
WORDS = """
SELECT s.id FROM liveconvo.sessions AS s
WHERE s.status = 'completed' AND s.recording_ended_at IS NOT NULL AND s.total_words_spoken <> (
    SELECT coalesce(sum(regexp_count(t.content, '\\S+')), 0)
    FROM liveconvo.transcripts AS t WHERE t.session_id = s.id AND t.is_final
)
"""
TEMPLATES = """
SELECT t.id FROM liveconvo.templates AS t
WHERE coalesce(t.usage_count, 0) <> (SELECT count(*) FROM liveconvo.sessions AS s WHERE s.selected_template_id = t.id)
    OR (t.last_used_at IS NULL) <> (coalesce(t.usage_count, 0) = 0)
"""
KEYS = "SELECT k.key FROM quintet.idempotency_keys AS k WHERE k.answer IS NULL"

INVARIANTS: Mapping[str, Invariant] = {
    "ledger": Invariant(LEDGER, "UPDATE roadtrip.user_credits SET balance = balance + 1"),
    "debits": Invariant(DEBITS, "DELETE FROM roadtrip.credit_transactions WHERE source = 'roadtrip_usage'"),
    "activation": Invariant(ACTIVATION, "UPDATE roadtrip.roadtrip_sessions SET status = 'active'"),
    "waypoints": Invariant(WAYPOINTS, "DELETE FROM roadtrip.roadtrip_waypoints WHERE position = 1"),
    "referrals": Invariant(
        REFERRALS, "UPDATE roadtrip.user_referrals SET total_friends_joined = total_friends_joined + 1"
    ),
    "prompts": Invariant(PROMPTS, "DELETE FROM roadtrip.referral_prompts"),
    "discoveries": Invariant(
        DISCOVERIES, "UPDATE roadtrip.roadtrip_sessions SET total_discoveries = total_discoveries + 1"
    ),
    "plays": Invariant(PLAYS, "UPDATE roadtrip.podcast_episodes SET play_count = play_count + 1"),
    "versions": Invariant(VERSIONS, "DELETE FROM roadtrip.video_versions WHERE version_number = 1"),
    "revenue": Invariant(REVENUE, "UPDATE roadtrip.revenue_by_bucket SET views = views + 1"),
    "totals": Invariant(TOTALS, "UPDATE roadtrip.revenue_totals SET views = views + 1"),
    "conversion": Invariant(CONVERSION, "DELETE FROM roadtrip.video_revenues"),
    "usage": Invariant(USAGE, "DELETE FROM roadtrip.api_usage_tracking WHERE bucket_type = 'per_hour'"),
    "events": Invariant(EVENTS, "UPDATE quintet.topics SET seq = seq + 1"),
    "words": Invariant(WORDS, "DELETE FROM liveconvo.transcripts"),
    "templates": Invariant(TEMPLATES, "UPDATE liveconvo.templates SET usage_count = usage_count + 1"),
    "keys": Invariant(KEYS, "UPDATE quintet.idempotency_keys SET answer = NULL"),
}
