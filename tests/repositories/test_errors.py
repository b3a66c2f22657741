"""Errors of the database as clients are told them: a stable code, a message, nothing about the inside."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import sqlalchemy as sa

from gateway.addresses import Addresses
from models.catalog import TABLES
from repositories import errors
from repositories.database import Database
from repositories.errors import BY_STATE, INTERNAL_MESSAGE, InternalError, QuintetError, translate
from repositories.identity import Identity, Trust
from tests.contract.rows import Owner
from tests.people import People

USERS = TABLES["webbuilder.users"]
CODES = {
    "22000": "BAD_INPUT",
    "22001": "BAD_INPUT",
    "22003": "BAD_INPUT",
    "22007": "BAD_INPUT",
    "22008": "BAD_INPUT",
    "22021": "BAD_INPUT",
    "22P02": "BAD_INPUT",
    "22P05": "BAD_INPUT",
    "23502": "BAD_INPUT",
    "23503": "NOT_FOUND",
    "23505": "CONFLICT",
    "23514": "BAD_INPUT",
    "25006": "FORBIDDEN",
    "25P03": "TIMEOUT",
    "25P04": "TIMEOUT",
    "40001": "CONFLICT",
    "40P01": "CONFLICT",
    "42501": "FORBIDDEN",
    "53100": "UNAVAILABLE",
    "53300": "UNAVAILABLE",
    "53400": "UNAVAILABLE",
    "54001": "BAD_INPUT",
    "55P03": "TIMEOUT",
    "57014": "TIMEOUT",
    "57P01": "UNAVAILABLE",
    "57P02": "UNAVAILABLE",
    "57P03": "UNAVAILABLE",
    "QN401": "UNAUTHENTICATED",
    "QN402": "INSUFFICIENT_CREDITS",
    "QN403": "CONSENT_REQUIRED",
    "QN429": "QUOTA_EXCEEDED",
    "QN503": "UNAVAILABLE",
}


def test_every_known_state_has_its_code() -> None:
    assert {state: kind.code for state, (kind, _) in BY_STATE.items()} == CODES


# QN429 says which counter it is about.
@pytest.mark.parametrize("state", sorted(CODES.keys() - {"QN429"}))
async def test_an_error_of_the_database_is_told_by_its_code(database: Database, state: str) -> None:
    raised = sa.text(
        "DO $do$ BEGIN RAISE EXCEPTION 'relation \"liveconvo.secret_table\" column secret_column' USING ERRCODE = "
        f"'{state}', TABLE = 'secret_table', COLUMN = 'secret_column', CONSTRAINT = 'secret_constraint'; END $do$"
    )
    with pytest.raises(QuintetError) as caught:
        async with database.reading(Identity(uuid4())) as transaction:
            await transaction.fetch(raised)
    assert caught.value.code == CODES[state]
    assert "secret" not in caught.value.message
    assert "secret" in str(caught.value.details)


@pytest.mark.parametrize(
    ("state", "column", "code", "message", "retry_after"),
    [
        ("QN401", "", "UNAUTHENTICATED", "The token's account does not exist or is suspended.", None),
        ("QN402", "", "INSUFFICIENT_CREDITS", "There are not enough credits.", None),
        ("QN403", "", "CONSENT_REQUIRED", "This needs a consent that has not been given.", None),
        ("QN429", "", "QUOTA_EXCEEDED", "The plan permits no more of this for now.", None),
        (
            "QN429",
            "api_calls_made",
            "QUOTA_EXCEEDED",
            "apiCallsMade has reached what the plan permits for now.",
            None,
        ),
        ("QN503", "", "UNAVAILABLE", "This is switched off for now; trying again later helps.", 1),
    ],
)
async def test_a_state_of_ours_has_its_code_and_message(
    database: Database, state: str, column: str, code: str, message: str, retry_after: int | None
) -> None:
    raised = sa.text(
        f"DO $do$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '{state}', COLUMN = '{column}'; END $do$"
    )
    with pytest.raises(QuintetError) as caught:
        async with database.reading(Identity(uuid4())) as transaction:
            await transaction.fetch(raised)
    told = caught.value
    assert (told.code, told.message, told.retry_after) == (code, message, retry_after)


@pytest.fixture
async def shut_off(people: People) -> AsyncIterator[None]:
    """No generation of Web Builder may start meanwhile."""
    settings = TABLES["webbuilder.app_settings"]
    switch = sa.update(settings).where(settings.c.key == "shutoff.generations")
    await people.run(switch.values(value=True))
    yield
    await people.run(switch.values(value=False))


def owned(owner: Owner, product: str) -> Any:
    """The key of an owner's account in a product."""
    return owner.rows[f"{product}.users"]["id"]


def _start_a_roadtrip(owner: Owner) -> Any:
    later = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    return sa.insert(TABLES["roadtrip.roadtrip_sessions"]).values(user_id=owned(owner, "roadtrip"), expires_at=later)


def _make_a_campaign(owner: Owner) -> Any:
    values = {"user_id": owned(owner, "webbuilder"), "name": "Spring", "type": "funnel"}
    return sa.insert(TABLES["webbuilder.campaigns"]).values(values)


def _generate_a_component(owner: Owner) -> Any:
    values = {"user_id": owned(owner, "webbuilder"), "generation_type": "component"}
    return sa.insert(TABLES["webbuilder.ai_generations"]).values(values)


def _turn_a_text_into_posts(owner: Owner) -> Any:
    return sa.insert(TABLES["repurpose.generations"]).values(
        user_id=owned(owner, "repurpose"),
        input_content="x" * 1000,
        selected_platforms=["email"],
        selected_tone="conversational",
    )


def _practise(owner: Owner) -> Any:
    return sa.select(sa.func.learning.record_interaction(owned(owner, "learning"), "Maths", "Fractions"))


@pytest.mark.parametrize(
    ("table", "write", "most", "state", "message"),
    [
        ("roadtrip.roadtrip_sessions", _start_a_roadtrip, 10, "QN402", "There are not enough credits."),
        (
            "webbuilder.campaigns",
            _make_a_campaign,
            4,
            "QN429",
            "campaignsGenerated has reached what the plan permits for now.",
        ),
        (
            "webbuilder.ai_generations",
            _generate_a_component,
            1,
            "QN503",
            "This is switched off for now; trying again later helps.",
        ),
        ("repurpose.generations", _turn_a_text_into_posts, 11, "QN429", "The plan permits no more of this for now."),
        ("learning.learning_profiles", _practise, 1, "QN403", "This needs a consent that has not been given."),
    ],
)
@pytest.mark.usefixtures("shut_off")
async def test_what_a_product_refuses_is_told_and_changes_nothing(
    database: Database, people: People, table: str, write: Any, most: int, state: str, message: str
) -> None:
    maker, owner = people.rows, await people.rows.owner()
    await maker.run(
        sa.update(USERS).where(USERS.c.id == owned(owner, "webbuilder")).values(subscription_tier="freemium")
    )

    async def write_too_much() -> None:
        async with database.writing(owner.identity) as transaction:
            for _ in range(most):
                await transaction.execute(write(owner))

    with pytest.raises(QuintetError) as caught:
        await write_too_much()
    assert (caught.value.code, caught.value.message) == (CODES[state], message)
    rows, person = TABLES[table], owned(owner, table.partition(".")[0])
    assert await maker.run(sa.select(rows).where(rows.c.user_id == person)) == []


@pytest.mark.parametrize("state", ["42P01", "42703", "XX000", "P0001", "0A000", "25P02"])
async def test_an_unknown_error_of_the_database_is_masked(database: Database, state: str) -> None:
    raised = sa.text(f"DO $do$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '{state}'; END $do$")
    with pytest.raises(InternalError) as caught:
        async with database.reading(Identity(uuid4())) as transaction:
            await transaction.fetch(raised)
    assert (caught.value.message, caught.value.details) == (INTERNAL_MESSAGE, f"{state}: secret")


@pytest.mark.parametrize(
    "kind", [asyncpg.ConnectionFailureError, asyncpg.exceptions.IdleSessionTimeoutError, asyncpg.OutOfMemoryError]
)
def test_an_unknown_error_of_the_connection_means_unavailable(kind: type[asyncpg.PostgresError]) -> None:
    told = translate(kind("secret"))
    assert (told.code, told.retry_after, told.message) == ("UNAVAILABLE", 1, "The database cannot be reached.")


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (TimeoutError(), "UNAVAILABLE", "The database had no free connection in time."),
        (ConnectionRefusedError(111, "10.0.0.1"), "UNAVAILABLE", "The database cannot be reached."),
        (asyncpg.InterfaceError("connection is closed"), "UNAVAILABLE", "The database cannot be reached."),
        (OSError("disk"), "UNAVAILABLE", "The database cannot be reached."),
        ("\ud800", "BAD_INPUT", "A value has the wrong form."),
        (KeyError("secret"), "INTERNAL", INTERNAL_MESSAGE),
        (errors.ConflictError("Told."), "CONFLICT", "Told."),
    ],
)
def test_errors_of_the_driver_are_told_by_their_code(error: Any, code: str, message: str) -> None:
    if isinstance(error, str):
        try:
            error.encode()
        except UnicodeEncodeError as raised:
            error = raised
    told = translate(error)
    assert (told.code, told.message) == (code, message)


async def test_a_statement_that_takes_too_long_is_ended(place: Addresses) -> None:
    address = f"{place.url('app')}?options=-c%20statement_timeout%3D100"
    database = Database({Trust.APP: address}, pool_size=1)
    await database.open()
    try:
        with pytest.raises(QuintetError) as caught:
            async with database.reading(Identity(uuid4())) as transaction:
                await transaction.fetch(sa.text("SELECT pg_sleep(5)"))
        assert (caught.value.code, caught.value.message) == ("TIMEOUT", "The query took longer than it may.")
        await database.check()
    finally:
        await database.close()


async def test_a_query_cannot_write(database: Database, people: People) -> None:
    person = await people.person()
    writing = sa.insert(TABLES["liveconvo.sessions"]).values(user_id=person.id)
    with pytest.raises(QuintetError) as caught:
        async with database.reading(person.identity) as transaction:
            await transaction.fetch(writing)
    assert (caught.value.code, caught.value.message) == ("FORBIDDEN", "This operation may not write.")


async def test_a_deadlock_is_a_conflict_for_one_of_the_two(database: Database, people: People) -> None:
    person = await people.person()
    keys = [await people.session(person) for _ in range(2)]
    sessions = TABLES["liveconvo.sessions"]
    both = asyncio.Barrier(2)

    async def change(first: UUID, second: UUID) -> str:
        try:
            async with database.writing(person.identity) as transaction:
                await transaction.execute(sa.update(sessions).where(sessions.c.id == first).values(title="x"))
                await both.wait()
                await transaction.execute(sa.update(sessions).where(sessions.c.id == second).values(title="x"))
        except QuintetError as error:
            return error.code
        return "done"

    outcomes = await asyncio.gather(change(keys[0], keys[1]), change(keys[1], keys[0]))
    assert sorted(outcomes) == ["CONFLICT", "done"]
