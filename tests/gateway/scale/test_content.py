"""What generated data says: it is all in the past of the reference, it adds up, and it looks like life."""

import datetime as dt

from gateway.addresses import Addresses
from tests.gateway.scale.conftest import AMOUNTS
from tests.gateway.scale.looking import LOADED, rows, value

_MOMENTS = """
    SELECT a.attrelid::regclass::text, a.attname::text, a.atttypid = 'timestamp'::regtype
    FROM pg_attribute AS a
    WHERE a.attrelid = ANY ($1::text[]::regclass[]) AND a.attnum > 0
        AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype)
"""
LATER = {("roadtrip.roadtrip_sessions", "expires_at"), ("repurpose.users", "usage_reset_at")}
"""What lies ahead by its meaning."""


async def test_everything_happened_in_the_two_years_before_the_reference(filled: Addresses) -> None:
    end = dt.datetime.combine(AMOUNTS.reference, dt.time(), dt.UTC)
    begin = end - dt.timedelta(days=730)
    checked = 0
    for table, column, is_naive in await rows(filled, _MOMENTS, list(LOADED)):
        if (table, column) not in LATER:
            bounds = [moment.replace(tzinfo=None) if is_naive else moment for moment in (begin, end)]
            outside = f"SELECT count(*) FROM {table} WHERE {column} < $1 OR {column} >= $2"
            assert await value(filled, outside, *bounds) == 0, (table, column)
            checked += 1
    assert checked > 40


async def test_nothing_happens_before_its_owner_joined(filled: Addresses) -> None:
    for table in (
        "roadtrip.roadtrip_sessions",
        "roadtrip.discoveries",
        "roadtrip.credit_transactions",
        "liveconvo.sessions",
        "webbuilder.campaigns",
        "webbuilder.ai_generations",
        "repurpose.generations",
    ):
        users = f"{table.partition('.')[0]}.users"
        both = f"{table} AS t JOIN {users} AS u ON u.id = t.user_id"
        assert await value(filled, f"SELECT count(*) FROM {both} WHERE t.created_at < u.created_at") == 0, table


async def test_a_person_is_the_same_in_every_product(filled: Addresses) -> None:
    products = ("roadtrip", "liveconvo", "webbuilder", "learning", "repurpose")
    people = [await rows(filled, f"SELECT id, email FROM {product}.users ORDER BY id") for product in products]
    assert people == [people[0]] * 5
    assert all(email.endswith("@3.scale.example.com") for _, email in people[0])


async def test_conversations_have_the_numbers_of_what_was_said(filled: Addresses) -> None:
    wrong = """
        SELECT s.id FROM liveconvo.sessions AS s
        JOIN liveconvo.transcripts AS t ON t.session_id = s.id
        GROUP BY s.id
        HAVING s.total_words_spoken <> sum(cardinality(regexp_split_to_array(t.content, ' ')))
            OR s.user_talk_time_seconds <> floor(sum(t.duration_seconds) FILTER (WHERE t.speaker = 'user'))
    """
    assert await rows(filled, wrong) == []
    assert await value(filled, "SELECT count(DISTINCT status) FROM liveconvo.sessions") >= 3


async def test_few_people_made_many_discoveries(filled: Addresses) -> None:
    sizes = [
        row[0]
        for row in await rows(filled, "SELECT count(*) FROM roadtrip.discoveries GROUP BY user_id ORDER BY 1 DESC")
    ]
    assert sizes[0] > 6 * AMOUNTS.pois / AMOUNTS.people
    assert sum(sizes) == AMOUNTS.pois


async def test_videos_are_about_what_may_earn(filled: Addresses) -> None:
    eligible = """
        SELECT bool_and(d.eligible_for_revenue) FROM roadtrip.videos AS v
        JOIN roadtrip.discoveries AS d ON d.id = v.discovery_id
    """
    assert await value(filled, eligible) is True


async def test_searching_finds_generated_campaigns(filled: Addresses) -> None:
    found = (
        "SELECT count(*) FROM webbuilder.campaigns WHERE search_vector @@ to_tsquery('pg_catalog.english', 'offer')"
    )
    named = "SELECT count(*) FROM webbuilder.campaigns WHERE concat_ws(' ', name, description) ~* 'offer'"
    assert await value(filled, found) == await value(filled, named) > 0
