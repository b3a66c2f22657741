"""The learning platform's demo in a database: nothing without consent, and what is kept twice agrees."""

import datetime as dt
import os
from collections.abc import AsyncIterator
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa

from gateway.addresses import Addresses
from gateway.demo.identity import DEMO_USER_EMAIL, demo_account, demo_id
from gateway.demo.learning.consents import load_consents
from gateway.demo.learning.write import write
from gateway.preparation import connected
from models.access import Command
from models.base import facts_of
from models.catalog import PRODUCTS
from tests.databases import clone, drop
from tests.gateway.demo.loaded import Loaded, load

(LEARNING,) = (product for product in PRODUCTS if product.schema == "learning")
TABLES = [table for table in LEARNING.tables if facts_of(table).view is None]
AHEAD = {("subscriptions", "next_billing_date")}
USES = """
    (SELECT id, user_id, session_id, timestamp, tokens_used, speech_seconds, cost_usd, metadata
        FROM learning.usage_logs
    UNION ALL SELECT id, user_id, session_id, timestamp, tokens_used, speech_seconds, cost_usd, metadata
        FROM learning.usage_logs_archive) AS u
"""
PEOPLE = ("nadia", "tomas", "omar", "yara")


@pytest.fixture(scope="module")
async def demo(server: Addresses, template: Addresses) -> AsyncIterator[Loaded]:
    """The demo as of now, written once for all tests here: none of them changes it."""
    name = f"quintet_demo_learning_{os.getpid()}"
    await clone(server, template.database, name)
    yield await load(server.with_database(name), "learning", write, dt.datetime.now(dt.UTC))
    await drop(server, name)


async def moments_ahead(demo: Loaded) -> set[tuple[str, str]]:
    """The columns that hold a moment after the present."""
    return {
        (table.name, column.name)
        for table in TABLES
        for column in table.c
        if isinstance(column.type, sa.DateTime)
        and await demo.fetch(
            f"SELECT FROM {table.fullname} WHERE {column.name} > timezone('utc', $1::timestamptz)", demo.now
        )
    }


async def test_every_table_has_rows(demo: Loaded) -> None:
    assert {table.name: len(await demo.fetch(f"SELECT FROM {table.fullname}")) for table in TABLES} == {
        "users": 4,
        "guardian_consents": 12,
        "learning_profiles": 10,
        "usage_logs": 64,
        "usage_logs_archive": 14,
        "subscriptions": 4,
        "payment_events": 18,
    }


async def test_the_demo_person_has_rows_in_every_table_that_learners_see(demo: Loaded) -> None:
    async with demo.signed_in("nadia") as app:
        seen = {
            table.name: await app.fetchval(f"SELECT count(*) FROM {table.fullname}")
            for table in TABLES
            if Command.SELECT in facts_of(table).access.commands
        }
        (person,) = await app.fetch("SELECT id, email, profile ->> 'name', phone FROM learning.users")
    assert seen == {
        "users": 1,
        "guardian_consents": 5,
        "learning_profiles": 7,
        "usage_logs": 49,
        "usage_logs_archive": 14,
        "subscriptions": 2,
    }
    account = UUID(demo_account("learning", "nadia"))
    assert tuple(person) == (account, DEMO_USER_EMAIL, "Nadia Rahman", "+44 7700 900123")


async def test_consents_were_given_withdrawn_and_never_asked_for(demo: Loaded) -> None:
    held = {
        (person, kind): answer
        for person in PEOPLE
        for kind in ("learning", "speech")
        for ((answer,),) in [
            await demo.fetch("SELECT learning.has_consent($1, $2)", demo_account("learning", person), kind)
        ]
    }
    assert {key for key, answer in held.items() if answer} == {
        ("nadia", "learning"),
        ("nadia", "speech"),
        ("tomas", "learning"),
    }
    refused = "SELECT user_id, consent_type FROM learning.guardian_consents WHERE NOT consent_given ORDER BY 2, 1"
    told = [("omar", "learning"), ("nadia", "reports"), ("tomas", "speech")]
    assert await demo.fetch(refused) == [(UUID(demo_account("learning", person)), kind) for person, kind in told]


async def test_the_newest_consent_is_to_the_newest_text(demo: Loaded) -> None:
    hashes = {text.key: text.hash for text in load_consents().legal_texts}
    holds = "SELECT learning.has_consent($1, 'learning', $2)"
    nadia = demo_account("learning", "nadia")
    assert await demo.fetch(holds, nadia, hashes["learning-2"]) == [(True,)]
    assert await demo.fetch(holds, nadia, hashes["learning-1"]) == [(False,)]


async def test_nothing_was_recorded_without_the_consent_that_held_then(demo: Loaded) -> None:
    consented = f"""
        SELECT kind, (SELECT c.consent_given FROM learning.guardian_consents AS c
            WHERE c.user_id = u.user_id AND c.consent_type = kind AND c.consent_timestamp < u.timestamp
            ORDER BY c.consent_timestamp DESC LIMIT 1), count(*)
        FROM {USES} JOIN (VALUES ('learning'), ('speech')) AS k (kind) ON kind = 'learning' OR speech_seconds > 0
        GROUP BY 1, 2 ORDER BY 1"""
    assert await demo.fetch(consented) == [("learning", True, 78), ("speech", True, 15)]


async def test_profiles_tell_of_all_interactions_with_their_concept(demo: Loaded) -> None:
    practised = f"""
        SELECT u.user_id, metadata ->> 'subject', metadata ->> 'concept', count(*), max(timestamp),
            (array_agg((metadata ->> 'score')::float ORDER BY timestamp DESC) FILTER (WHERE metadata ? 'score'))[1]
        FROM {USES} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    kept = await demo.fetch(
        "SELECT user_id, subject, concept, total_interactions, last_interaction, mastery_score"
        " FROM learning.learning_profiles ORDER BY 1, 2, 3"
    )
    assert kept == await demo.fetch(practised)
    assert sum(row[3] for row in kept) == 78


async def test_streaks_are_those_that_the_platform_counts(demo: Loaded) -> None:
    moments = f"""
        SELECT p.id, array_agg(u.timestamp ORDER BY u.timestamp) FROM learning.learning_profiles AS p
        JOIN {USES} ON u.user_id = p.user_id AND u.metadata ->> 'concept' = p.concept GROUP BY 1"""
    counted: dict[UUID, tuple[int | None]] = {}
    async with connected(demo.place.url("owner")) as owner:
        for profile, practised in await demo.fetch(moments):
            streak, last = None, None
            for moment in practised:
                streak = await owner.fetchval("SELECT learning.streak_after($1, $2, $3)", streak, last, moment)
                last = moment
            counted[profile] = (streak,)
    assert counted == await demo.by_key("SELECT id, streak_days FROM learning.learning_profiles")
    topics = ("nadia/Arabic/Root and pattern", "nadia/Mathematics/Standard deviation")
    assert [counted[demo_id("learning.learning_profiles", topic)] for topic in topics] == [(4,), (2,)]


async def test_uses_cost_what_their_tokens_and_seconds_cost(demo: Loaded) -> None:
    sums = f"SELECT sum(cost_usd), sum(round(tokens_used * 0.0000006 + speech_seconds * 0.0001, 6)) FROM {USES}"
    ((cost, expected),) = await demo.fetch(sums)
    assert cost == expected == Decimal("0.052730")


async def test_a_sitting_is_one_learner_with_one_concept(demo: Loaded) -> None:
    mixed = f"SELECT count(DISTINCT (user_id, metadata ->> 'concept')), max(timestamp) - min(timestamp) FROM {USES}"
    found = await demo.fetch(f"{mixed} GROUP BY session_id")
    assert {concepts for concepts, _ in found} == {1}
    assert (len(found), max(length for _, length in found)) == (33, dt.timedelta(minutes=18))


async def test_payments_add_up_to_the_subscriptions(demo: Loaded) -> None:
    billed = """
        SELECT s.id, s.status, count(*), sum(s.amount_egp), min(e.occurred_at) = s.started_at,
            max(e.occurred_at) - min(e.occurred_at), s.next_billing_date - max(e.occurred_at)
        FROM learning.subscriptions AS s JOIN learning.payment_events AS e USING (paymob_subscription_id)
        WHERE e.event_id LIKE '%-payment-%' GROUP BY s.id"""
    month, year = dt.timedelta(days=30), dt.timedelta(days=365)
    assert await demo.by_key(billed) == {
        demo_id("learning.subscriptions", key): row
        for key, row in {
            "nadia-basic": ("cancelled", 6, Decimal("894.00"), True, 5 * month, None),
            "nadia-premium": ("active", 7, Decimal("1746.50"), True, 6 * month, month),
            "tomas-premium": ("active", 1, Decimal("2490.00"), True, 0 * year, year),
            "omar-basic": ("cancelled", 2, Decimal("298.00"), True, month, None),
        }.items()
    }


async def test_the_archive_holds_what_the_job_would_have_moved(demo: Loaded) -> None:
    ages = "SELECT min(archived_at - timestamp), max(archived_at - timestamp) FROM learning.usage_logs_archive"
    assert await demo.fetch(ages) == [(dt.timedelta(days=366),) * 2]
    async with connected(demo.place.url("worker")) as worker:
        assert await worker.fetchval("SELECT learning.archive_usage_logs()") == 0


async def test_only_the_next_billing_lies_ahead(demo: Loaded) -> None:
    assert await moments_ahead(demo) == AHEAD


async def test_everything_of_a_learner_came_after_the_account(demo: Loaded) -> None:
    first = f"""
        SELECT bool_and(f.moment > l.created_at), count(*) FROM learning.users AS l JOIN (
            SELECT user_id, timestamp AS moment FROM {USES}
            UNION ALL SELECT user_id, consent_timestamp FROM learning.guardian_consents
            UNION ALL SELECT user_id, started_at FROM learning.subscriptions
        ) AS f ON f.user_id = l.id"""
    assert await demo.fetch(first) == [(True, 78 + 12 + 4)]


async def test_rows_have_the_same_ids_on_every_run_even_just_after_midnight(
    demo: Loaded, fresh_place: Addresses
) -> None:
    midnight = dt.datetime(2025, 3, 1, 0, 2, tzinfo=dt.UTC)
    other = await load(fresh_place, "learning", write, midnight)
    for table in TABLES:
        (key,) = table.primary_key
        ids = f"SELECT {key.name} FROM {table.fullname} ORDER BY 1"
        assert await demo.fetch(ids) == await other.fetch(ids)
    assert await moments_ahead(other) == AHEAD
