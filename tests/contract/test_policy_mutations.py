"""The checks of isolation can fail: with any one policy of the app role made permissive, they do."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.access import Command
from models.security import APP, Policy, policies
from tests.contract.behaviour import Caller, leaks, movable
from tests.contract.rows import TABLES, Owner, RowMaker, read_json
from tests.databases import clone, drop


@dataclass(frozen=True)
class Mutation:
    """One policy with one of its conditions replaced by true."""

    table: Table
    policy: Policy
    part: str

    @property
    def command(self) -> Command:
        """The command that the policy is for."""
        return Command(self.policy.command)

    @property
    def statements(self) -> tuple[str, str]:
        """Drop the policy, make the permissive one."""
        using = "true" if self.part == "USING" else self.policy.using
        check = "true" if self.part == "WITH CHECK" else self.policy.check
        made = Policy(self.policy.table, self.policy.name, self.policy.command, APP, using, check)
        return f"DROP POLICY {self.policy.name} ON {self.policy.table}", made.sql()


@dataclass(frozen=True)
class Stage:
    """A database of its own with an owner, a stranger, and a connection that may change policies."""

    connection: Any
    maker: RowMaker
    owner: Owner
    callers: tuple[Caller, Caller]


def mutations() -> list[Mutation]:
    """Every policy of the app role, by each of its conditions that decides anything."""
    found = []
    for table in TABLES.values():
        for policy in policies(table):
            if policy.role == APP:
                parts = {"USING": policy.using, "WITH CHECK": policy.check}
                if policy.command == Command.UPDATE and not movable(table):
                    del parts["WITH CHECK"]
                found += [Mutation(table, policy, part) for part, condition in parts.items() if condition]
    return found


MUTATIONS = mutations()


@pytest.fixture(scope="module")
async def stage(server: Addresses, place: Addresses, template: Addresses) -> AsyncIterator[Stage]:
    name = f"{place.database}_mutated"
    await clone(server, template.database, name)
    mutated = server.with_database(name)
    async with connected(mutated.url("worker")) as worker, connected(mutated.base) as connection:
        maker = await RowMaker.ready(worker)
        await read_json(connection)
        owner, stranger = await maker.owner_of_everything(), await maker.owner_of_everything()
        callers = (Caller("a stranger", stranger), Caller("nobody", None))
        yield Stage(connection, maker, owner, callers)
    await drop(server, name)


async def found_with(stage: Stage, mutation: Mutation, *, mutated: bool) -> list[str]:
    """The leaks of the policy's command, with or without the mutation; everything is undone."""
    transaction = stage.connection.transaction()
    await transaction.start()
    try:
        for statement in mutation.statements if mutated else ():
            await stage.connection.execute(statement)
        await stage.connection.execute(f"SET LOCAL ROLE {APP}")
        cast = (stage.maker, stage.owner, stage.callers)
        return await leaks(stage.connection, mutation.table, mutation.command, *cast, commit=False)
    finally:
        await transaction.rollback()


def test_every_policy_of_the_app_role_is_mutated() -> None:
    expected = {
        (policy.table, policy.name) for table in TABLES.values() for policy in policies(table) if policy.role == APP
    }
    assert {(mutation.policy.table, mutation.policy.name) for mutation in MUTATIONS} == expected


@pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=lambda mutation: f"{mutation.policy.table}-{mutation.command}-{mutation.part}"
)
async def test_a_permissive_policy_is_found_out(stage: Stage, mutation: Mutation) -> None:
    assert await found_with(stage, mutation, mutated=False) == []
    found = await found_with(stage, mutation, mutated=True)
    moved_by_nobody = (mutation.command, mutation.part) == (Command.UPDATE, "WITH CHECK")
    victims_of = {"a stranger"} if moved_by_nobody else {"a stranger", "nobody"}
    assert {leak.partition(" could ")[0] for leak in found} == victims_of


async def test_an_owner_sees_nothing_without_a_policy_to_read(stage: Stage) -> None:
    transaction = stage.connection.transaction()
    await transaction.start()
    await stage.connection.execute("DROP POLICY sessions_select ON liveconvo.sessions")
    await stage.connection.execute(f"SET LOCAL ROLE {APP}")
    await stage.connection.execute(stage.owner.identity.sign_in())
    count = await stage.connection.fetchval(str(sa.select(sa.func.count()).select_from(TABLES["liveconvo.sessions"])))
    await transaction.rollback()
    assert count == 0
