"""`quintet db verify`: whatever contradicts itself in a database is found, named and counted."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest
from typer.testing import CliRunner, Result

from gateway.addresses import Addresses
from gateway.database_commands import app
from gateway.demo.seed import seed
from gateway.preparation import connected
from gateway.settings import settings
from models.integrity import invariants
from tests.databases import clone, drop
from tests.faults import PLANTED, faults_in, faults_of

DAMAGE = {
    "constraints": "ALTER TABLE roadtrip.users ADD CONSTRAINT there CHECK (id IS NOT NULL) NOT VALID",
    "indexes": (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'roadtrip.ix_discoveries_created_at'::regclass"
    ),
    "triggers": "ALTER TABLE roadtrip.user_credits DISABLE TRIGGER open_ledger",
    "row security": "ALTER TABLE learning.users NO FORCE ROW LEVEL SECURITY",
}
"""What is found in definitions, and what does the damage."""


@pytest.fixture(scope="module")
async def inhabited(server: Addresses, template: Addresses) -> AsyncIterator[Addresses]:
    """A database with rows of all products, whose tables are as they should be."""
    place = server.with_database(f"quintet_verified_{os.getpid()}")
    await clone(server, template.database, place.database)
    await seed(place.url("worker"))
    yield place
    await drop(server, place.database)


async def execute(place: Addresses, sql: str) -> None:
    """Change the database for good."""
    async with connected(place.base) as connection:
        await connection.execute(sql)


async def after(place: Addresses, damage: str) -> dict[str, int]:
    """What is found after some damage, which is undone."""
    async with connected(place.base) as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("SET LOCAL session_replication_role = replica")
        await connection.execute(damage)
        found = await faults_of(connection)
        await transaction.rollback()
    return found


async def test_nothing_is_found_where_nothing_is_wrong(inhabited: Addresses) -> None:
    assert await faults_in(inhabited) == {}


@pytest.mark.parametrize("name", DAMAGE)
async def test_what_is_not_in_force_is_found(inhabited: Addresses, name: str) -> None:
    found = await after(inhabited, DAMAGE[name])
    assert found == {name: 1}


def test_every_invariant_is_tried() -> None:
    assert [invariant.name for invariant in invariants()] == sorted(PLANTED)


@pytest.mark.parametrize("name", PLANTED)
async def test_what_has_drifted_is_found(inhabited: Addresses, name: str) -> None:
    found = await after(inhabited, PLANTED[name])
    assert found.get(name, 0) > 0


async def test_rows_that_refer_to_none_are_found(inhabited: Addresses) -> None:
    orphaned = "UPDATE liveconvo.guidance SET session_id = gen_random_uuid() WHERE session_id = $1"
    async with connected(inhabited.base) as connection:
        session = await connection.fetchval("SELECT session_id FROM liveconvo.guidance LIMIT 1")
        rows = await connection.fetchval("SELECT count(*) FROM liveconvo.guidance WHERE session_id = $1", session)
    assert await after(inhabited, orphaned.replace("$1", f"'{session}'")) == {
        "liveconvo.guidance fk_guidance_session_id": rows
    }


def verified(place: Addresses, monkeypatch: pytest.MonkeyPatch) -> Result:
    """What the command says of a database."""
    monkeypatch.setenv("DATABASE_URL", place.base)
    monkeypatch.setenv("QUINTET_ROLE_SECRET", place.role_secret)
    settings.cache_clear()
    done = CliRunner().invoke(app, ["verify"])
    settings.cache_clear()
    return done


def test_the_command_says_what_is_wrong_and_fails(inhabited: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    switch = "ALTER TABLE roadtrip.user_credits {} TRIGGER open_ledger"
    asyncio.run(execute(inhabited, switch.format("DISABLE")))
    broken = verified(inhabited, monkeypatch)
    asyncio.run(execute(inhabited, switch.format("ENABLE")))
    said = "triggers: A trigger is switched off. 1 found: roadtrip.user_credits open_ledger\n"
    assert (broken.exit_code, said in broken.stdout) == (1, True)
    assert broken.stdout.endswith("things were looked at: 1 of them at fault.\n")
    mended = verified(inhabited, monkeypatch)
    assert (mended.exit_code, "switched off" in mended.stdout) == (0, False)
    assert mended.stdout.endswith("things were looked at: none of them at fault.\n")
