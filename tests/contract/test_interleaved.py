"""Many people who read at the same time over few connections never see a row of each other's."""

import asyncio
import itertools
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import sqlalchemy as sa

from gateway.addresses import Addresses
from repositories.database import Database
from repositories.identity import Identity
from repositories.statement import Reusable
from tests.contract.behaviour import relation
from tests.contract.fixtures import pool
from tests.contract.rows import TABLES, RowMaker

READS = 100_000 if os.environ.get("QUINTET_LONG_TESTS") == "1" else 10_000
PEOPLE = 100
WHOSE = {
    "roadtrip.users": "id",
    "roadtrip.user_credits": "user_id",
    "roadtrip.user_behavior_analytics": "user_id",
    "roadtrip.audit_log": "user_id",
    "liveconvo.sessions": "user_id",
    "liveconvo.transcripts": "session_id",
    "webbuilder.campaigns": "user_id",
    "webbuilder.campaign_components": "campaign_id",
    "learning.learning_profiles": "user_id",
    "repurpose.users": "clerk_user_id",
    "repurpose.generations": "user_id",
}
"""Tables, two of them hypertables, with the column that tells whose a row is."""

STATEMENTS = {
    name: Reusable(sa.select(sa.func.array_agg(relation(TABLES[name]).c[column].distinct())))
    for name, column in WHOSE.items()
}


@dataclass(frozen=True)
class Reader:
    """Somebody who reads, and what they should find in each table."""

    identity: Identity
    finds: dict[str, list[object] | None]


@pytest.fixture(scope="module")
async def readers(maker: RowMaker) -> list[Reader]:
    """People with a row in each of the tables, and somebody without any account."""
    found = [Reader(Identity(uuid4()), dict.fromkeys(WHOSE))]
    for _ in range(PEOPLE):
        owner = await maker.owner()
        for name in WHOSE:
            await maker.ancestors(owner, TABLES[name])
            if name not in owner.rows:
                await maker.add(owner, TABLES[name])
        found.append(Reader(owner.identity, {name: [owner.rows[name][column]] for name, column in WHOSE.items()}))
    return found


def turns(readers: list[Reader], count: int) -> Iterator[tuple[Reader, str]]:
    """Who reads what, in an order that mixes people and tables but is always the same."""
    dice = random.Random(count)
    every = list(itertools.product(readers, WHOSE))
    return (dice.choice(every) for _ in range(count))


async def read(database: Database, queue: Iterator[tuple[Reader, str]]) -> tuple[int, list[tuple[str, object]]]:
    """Take turns until there are none; how many, and what should not have been seen."""
    done, foreign = 0, []
    for reader, name in queue:
        async with database.reading(reader.identity) as transaction:
            found = await transaction.fetch_value(STATEMENTS[name].bound())
        done += 1
        if found != reader.finds[name]:
            foreign.append((name, found))
    return done, foreign


@pytest.mark.parametrize(("connections", "readers_at_once"), [(1, 4), (10, 30)], ids=["one", "ten"])
async def test_nobody_sees_a_row_of_somebody_else_s(
    place: Addresses, readers: list[Reader], connections: int, readers_at_once: int
) -> None:
    queue = turns(readers, READS)
    async with pool(place, connections) as database:
        ends = await asyncio.gather(*(read(database, queue) for _ in range(readers_at_once)))
    assert [seen for _, foreign in ends for seen in foreign] == []
    assert sum(done for done, _ in ends) == READS
