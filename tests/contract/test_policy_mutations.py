"""The checks of isolation can fail: with any one policy, or condition of a view, made permissive, they do."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.access import Command
from models.base import View, facts_of
from models.security import APP, Policy, policies, view_of
from tests.contract.attempts import Leak, Plan, leaks, movable, plan, referring
from tests.contract.behaviour import AS_THE_CALLER, is_granted, readable
from tests.contract.cast import Cast
from tests.contract.ownership import OPEN_TO_ALL
from tests.contract.rows import TABLES, RowMaker, read_rows
from tests.databases import clone, drop


@dataclass(frozen=True)
class Mutation:
    """Statements that take one condition away from what guards a table against one command."""

    table: Table
    command: Command
    part: str
    statements: Sequence[str]

    def __str__(self) -> str:
        return f"{self.table.fullname}-{self.command}-{self.part}"


@dataclass(frozen=True)
class Stage:
    """A database of its own with an owner and strangers, and a connection that may change policies."""

    connection: Any
    maker: RowMaker
    cast: Cast


ASKS_AS_THE_CALLER = {
    "repurpose.quotas": "the function that it asks reads with the caller's rights, whose-ever view it is"
}


def without(policy: Policy, parts: Sequence[str]) -> Sequence[str]:
    """Drop a policy, and make it again with some of its conditions replaced by true."""
    using = "true" if "USING" in parts else policy.using
    check = "true" if "WITH CHECK" in parts else policy.check
    made = Policy(policy.table, policy.name, policy.command, APP, using, check)
    return (f"DROP POLICY {policy.name} ON {policy.table}", made.sql())


def parts_of(table: Table, policy: Policy) -> Iterator[tuple[str, ...]]:
    """The conditions of a policy that decide anything, one by one and together."""
    if policy.using:
        yield ("USING",)
    if policy.check and (policy.command != Command.UPDATE or movable(table)):
        yield ("WITH CHECK",)
    if policy.using and policy.check:
        yield ("USING", "WITH CHECK")


def of_policies(table: Table) -> list[Mutation]:
    """The policies of the app role, made permissive."""
    return [
        Mutation(table, Command(policy.command), " and ".join(parts), without(policy, parts))
        for policy in policies(table)
        if policy.role == APP
        for parts in parts_of(table, policy)
    ]


def of_view(table: Table) -> Mutation:
    """The view of the caller's rows, showing all rows."""
    names = ", ".join(column.name for column in readable(table))
    shown = f"CREATE OR REPLACE VIEW {view_of(table)} WITH (security_barrier) AS SELECT {names} FROM {table.fullname}"
    return Mutation(table, Command.SELECT, "view", (shown,))


def as_owner(table: Table) -> Mutation:
    """A view of what the caller sees, showing what its owner sees."""
    shown = f"ALTER VIEW {table.fullname} SET (security_invoker = false)"
    return Mutation(table, Command.SELECT, "view", (shown,))


def mutations() -> list[Mutation]:
    """Every condition that keeps the app role from rows, in tables that are not open to all."""
    found = []
    for name, table in TABLES.items():
        if name in OPEN_TO_ALL:
            continue
        if facts_of(table).behind_view:
            found += [of_view(table)] if is_granted(table, Command.SELECT) else []
        elif name in AS_THE_CALLER:
            found += [as_owner(table)] if is_granted(table, Command.SELECT) and name not in ASKS_AS_THE_CALLER else []
        else:
            found += of_policies(table)
    return found


MUTATIONS = mutations()
STOPPED_ELSEWHERE = {
    "roadtrip.voice_interactions-INSERT-WITH CHECK": "a row refers to a roadtrip, and references are checked too",
}
REFERENCES = [
    (name, column, command)
    for name, table in TABLES.items()
    for command in (Command.INSERT, Command.UPDATE)
    for column in referring(table, command)
]
CHECKED_TWICE = {
    "roadtrip.discoveries.session_id": "it is a roadtrip of the same person",
    "roadtrip.voice_interactions.session_id": "it is a roadtrip of the same person",
    "liveconvo.guidance.triggered_by_transcript_id": "it is of the same conversation",
    "webbuilder.campaign_components.parent_component_id": "it is of the same campaign",
    "webbuilder.ai_generations.component_id": "it is of the same campaign",
}


@pytest.fixture(scope="module")
async def stage(server: Addresses, place: Addresses, template: Addresses) -> AsyncIterator[Stage]:
    name = f"{place.database}_mutated"
    await clone(server, template.database, name)
    mutated = server.with_database(name)
    async with connected(mutated.url("worker")) as worker, connected(mutated.base) as connection:
        maker = await RowMaker.ready(worker)
        await read_rows(connection)
        yield Stage(connection, maker, await Cast.assemble(maker))
    await drop(server, name)


async def found_with(stage: Stage, tries: Plan, statements: Sequence[str]) -> list[Leak]:
    """The leaks there are after some statements; everything is undone."""
    transaction = stage.connection.transaction()
    await transaction.start()
    try:
        for statement in statements:
            await stage.connection.execute(statement)
        await stage.connection.execute(f"SET LOCAL ROLE {APP}")
        return await leaks(stage.connection, tries, commit=False)
    finally:
        await transaction.rollback()


async def test_every_policy_and_every_view_of_the_app_role_is_mutated(stage: Stage) -> None:
    found = await stage.connection.fetch(
        "SELECT tablename, schemaname, cmd FROM pg_policies WHERE roles && ARRAY['public', $1]::name[]"
        " UNION ALL SELECT left(viewname, -length('_visible')), schemaname, 'SELECT' FROM pg_views"
        " WHERE viewname LIKE '%\\_visible'"
        " UNION ALL SELECT relname, relnamespace::regnamespace::text, 'SELECT' FROM pg_class"
        " WHERE reloptions @> '{security_invoker=true}' AND has_any_column_privilege($1::name, oid, 'SELECT')",
        APP,
    )
    guarded = {(f"{schema}.{table}", command) for table, schema, command in found}
    mutated = {(mutation.table.fullname, str(mutation.command)) for mutation in MUTATIONS}
    # What is open has nothing that could be taken away.
    open_to_all = {name for name in OPEN_TO_ALL if facts_of(TABLES[name]).view is not View.PLAIN}
    assert guarded - mutated == {(name, "SELECT") for name in open_to_all | ASKS_AS_THE_CALLER.keys()}
    assert mutated - guarded == set()


@pytest.mark.parametrize("mutation", MUTATIONS, ids=str)
async def test_a_permissive_policy_is_found_out(stage: Stage, mutation: Mutation) -> None:
    cast = stage.cast
    tries = await plan(mutation.table, mutation.command, stage.maker, cast.owner, cast.strangers)
    assert await found_with(stage, tries, ()) == []
    found = await found_with(stage, tries, mutation.statements)
    moved_by_nobody = (mutation.command, mutation.part) == (Command.UPDATE, "WITH CHECK")
    assert {leak.caller for leak in found} == ({"a stranger"} if moved_by_nobody else {"a stranger", "nobody"})
    stopped = str(mutation) in STOPPED_ELSEWHERE or (mutation.command, mutation.part) == (Command.UPDATE, "USING")
    # Where nothing else is in the way, rows were really reached.
    assert any(isinstance(leak.outcome, int) and leak.outcome > 0 for leak in found) is not stopped


@pytest.mark.parametrize(("name", "column", "command"), REFERENCES)
async def test_a_reference_that_is_not_checked_is_found_out(
    stage: Stage, name: str, column: str, command: Command
) -> None:
    tries = await plan(TABLES[name], command, stage.maker, stage.cast.owner, stage.cast.strangers)
    found = await found_with(stage, tries, (f"DROP TRIGGER check_{column} ON {name}",))
    expected = [] if f"{name}.{column}" in CHECKED_TWICE else [("a stranger", column, 1)]
    assert [(leak.caller, leak.what.rpartition(" ")[2], leak.outcome) for leak in found] == expected


async def test_an_owner_sees_nothing_without_a_policy_to_read(stage: Stage) -> None:
    transaction = stage.connection.transaction()
    await transaction.start()
    await stage.connection.execute("DROP POLICY sessions_select ON liveconvo.sessions")
    await stage.connection.execute(f"SET LOCAL ROLE {APP}")
    await stage.connection.execute(stage.cast.owner.identity.sign_in())
    count = await stage.connection.fetchval(str(sa.select(sa.func.count()).select_from(TABLES["liveconvo.sessions"])))
    await transaction.rollback()
    assert count == 0
