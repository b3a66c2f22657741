"""What must hold in the whole database whatever was fired, and something planted that must be found.

What holds for ever is among the models' invariants; the others hold as long as nothing is erased, dropped for its age
or set anew by staff.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.integrity import invariants
from tests.faults import PLANTED


@dataclass(frozen=True)
class Invariant:
    """A statement whose rows are faults, and one that makes a fault while triggers are off."""

    faults: str
    planted: str


DEBITS = """
SELECT u.id FROM roadtrip.users AS u
WHERE (SELECT coalesce(sum(s.credits_consumed), 0) FROM roadtrip.roadtrip_sessions AS s WHERE s.user_id = u.id)
    <> (SELECT coalesce(-sum(t.amount), 0) FROM roadtrip.credit_transactions AS t
        WHERE t.user_id = u.id AND t.source = 'roadtrip_usage')
"""
WAYPOINTS = """
SELECT w.session_id FROM roadtrip.roadtrip_waypoints AS w GROUP BY w.session_id
HAVING min(w.position) <> 1 OR max(w.position) <> count(*) OR count(DISTINCT w.position) <> count(*)
"""
PROMPTS = """
SELECT r.user_id FROM roadtrip.user_referrals AS r
JOIN roadtrip.referral_milestones AS m
    ON m.is_active AND m.metric = 'friends_joined' AND m.threshold <= r.total_friends_joined
WHERE (SELECT count(*) FROM roadtrip.referral_prompts AS p
       WHERE p.user_id = r.user_id AND p.milestone_id = m.id) <> 1
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

UNFIRED = frozenset({"conversions"})
"""What no mutation has to do with yet."""

KEPT = {each.name.partition(".")[2]: Invariant(each.sql, PLANTED[each.name]) for each in invariants()}
"""What holds for ever, by its name without the schema."""

INVARIANTS: Mapping[str, Invariant] = {
    **{name: kept for name, kept in KEPT.items() if name not in UNFIRED},
    "debits": Invariant(DEBITS, "DELETE FROM roadtrip.credit_transactions WHERE source = 'roadtrip_usage'"),
    "waypoints": Invariant(WAYPOINTS, "DELETE FROM roadtrip.roadtrip_waypoints WHERE position = 1"),
    "prompts": Invariant(PROMPTS, "DELETE FROM roadtrip.referral_prompts"),
    "plays": Invariant(PLAYS, "UPDATE roadtrip.podcast_episodes SET play_count = play_count + 1"),
    "conversion": Invariant(CONVERSION, "DELETE FROM roadtrip.video_revenues"),
    "usage": Invariant(USAGE, "DELETE FROM roadtrip.api_usage_tracking WHERE bucket_type = 'per_hour'"),
    "events": Invariant(EVENTS, "UPDATE quintet.topics SET seq = seq + 1"),
    "words": Invariant(WORDS, "DELETE FROM liveconvo.transcripts"),
    "templates": Invariant(TEMPLATES, "UPDATE liveconvo.templates SET usage_count = usage_count + 1"),
}
