"""Calls are counted once each in every span, whichever process counts them and whatever happens meanwhile."""

import asyncio

import pytest
import sqlalchemy as sa

from gateway.addresses import Addresses
from gateway.preparation import connected
from repositories.database import Database
from repositories.identity import Trust
from repositories.roadtrip import usage
from repositories.roadtrip.usage import Usage
from tests.people import People
from tests.repositories.roadtrip.counting import (
    ACTIVE,
    COUNTS,
    LIMITS,
    LIST,
    ME,
    NOON,
    USERS,
    account,
    admitted,
    counted,
    everywhere,
    held_up,
    somebody,
)

pytestmark = pytest.mark.usefixtures("noon")


async def test_calls_are_one_row_for_each_endpoint_and_span(people: People, counting: Usage) -> None:
    person = await somebody(people, ACTIVE)
    assert admitted(counting, person, 1) + admitted(counting, person, 1, (*ME, *LIST)) == 2
    assert await counted(people, person) == {}
    await counting.flush()
    await counting.flush()
    assert await counted(people, person) == everywhere(discoveries=(2, 0), me=(1, 0))
    rows = await people.run(sa.select(COUNTS.c.time_bucket).where(COUNTS.c.user_id == account(person)).distinct())
    noon = NOON.replace(second=0)
    assert {row["time_bucket"] for row in rows} == {noon, noon.replace(hour=0)}


async def test_counts_of_processes_that_write_at_once_add_up(people: People, staff: Database) -> None:
    crowd = [await somebody(people) for _ in range(10)]
    made = [Usage(staff, {}) for _ in range(12)]
    for number, process in enumerate(made):
        for person in crowd if number % 2 else reversed(crowd):
            admitted(process, person, 1, (*ME, *LIST) if number % 3 else (*LIST, *ME))
    await asyncio.gather(*(process.flush() for process in made))
    for person in crowd:
        assert await counted(people, person) == everywhere(discoveries=(12, 0), me=(12, 0))


async def test_calls_made_while_counts_are_written_are_neither_forgotten_nor_counted_twice(
    people: People, counting: Usage
) -> None:
    person = await somebody(people)
    admitted(counting, person, 2)
    async with people.rows.connection.transaction():
        writing = await held_up(people, person, counting)
        assert admitted(counting, person, 1) == 1
    await writing
    assert admitted(counting, person, 9) == 2
    await counting.flush()
    assert await counted(people, person) == everywhere(discoveries=(12, 7))


async def test_who_is_erased_meanwhile_is_left_out_and_nobody_else(people: People, counting: Usage) -> None:
    gone, person = await somebody(people), await somebody(people)
    admitted(counting, gone, 1)
    await counting.flush()
    admitted(counting, gone, 1)
    admitted(counting, person, 1)
    async with people.rows.connection.transaction():
        writing = await held_up(people, gone, counting, sa.delete(USERS).where(USERS.c.id == account(gone)))
    await writing
    assert await counted(people, gone) == {}
    assert await counted(people, person) == everywhere(discoveries=(1, 0))
    # Nothing of theirs is left over that would be tried again.
    admitted(counting, person, 1)
    await counting.flush()
    assert await counted(people, person) == everywhere(discoveries=(2, 0))


async def test_what_cannot_be_written_is_written_later_and_limits_hold_meanwhile(
    fresh_place: Addresses,
) -> None:
    database = Database({Trust.ADMIN: fresh_place.url("admin")}, pool_size=1)
    await database.open()
    counting = Usage(database, LIMITS)
    async with connected(fresh_place.base) as administrator, connected(fresh_place.url("worker")) as worker:
        people = await People.ready(worker)
        person = await somebody(people)
        admitted(counting, person, 1)
        await counting.exchange()
        await administrator.execute("REVOKE EXECUTE ON FUNCTION roadtrip.count_requests FROM quintet_admin")
        assert admitted(counting, person, 2) == 2
        await counting.exchange()
        assert admitted(counting, person, 9) == 2
        await counting.exchange()
        assert await counted(people, person) == everywhere(discoveries=(1, 0))
        closing = asyncio.create_task(counting.close())
        await asyncio.sleep(0.2)
        await administrator.execute("GRANT EXECUTE ON FUNCTION roadtrip.count_requests TO quintet_admin")
        await closing
        assert await counted(people, person) == everywhere(discoveries=(12, 7))
    await database.close()


async def test_an_exchange_that_runs_is_finished_when_the_process_stops(
    people: People, counting: Usage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "PERIOD_SECONDS", 0.01)
    person = await somebody(people)
    admitted(counting, person, 2)
    async with people.rows.connection.transaction():
        await people.run(sa.select(USERS.c.id).where(USERS.c.id == account(person)).with_for_update())
        counting.open()
        await asyncio.sleep(0.1)
        admitted(counting, person, 1)
        closing = asyncio.create_task(counting.close())
        await asyncio.sleep(0.05)
        assert not closing.done()
    await closing
    assert await counted(people, person) == everywhere(discoveries=(3, 0))


async def test_many_calls_are_written_in_several_batches(
    people: People, counting: Usage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "BATCH", 3)
    crowd = [await somebody(people) for _ in range(4)]
    for person in crowd:
        admitted(counting, person, 1, (*ME, *LIST))
    await counting.flush()
    for person in crowd:
        assert await counted(people, person) == everywhere(discoveries=(1, 0), me=(1, 0))
        assert admitted(counting, person, 9) == 3


async def test_what_is_remembered_is_bounded(
    people: People, counting: Usage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "MAX_CALLERS", 2)
    monkeypatch.setattr(usage, "MAX_WAITING", 2)
    first, second, third = [await somebody(people) for _ in range(3)]
    assert [admitted(counting, person, 9) for person in (first, second, third)] == [3, 3, 3]
    assert admitted(counting, first, 9) == 3
    await counting.flush()
    # Of the first two nobody remembers what they called first: others came after them.
    assert await counted(people, second) == {}
    assert await counted(people, third) == everywhere(discoveries=(9, 6))
    assert await counted(people, first) == everywhere(discoveries=(9, 6))
