"""Uses of kept answers are counted once each, whichever process counts them and whatever happens meanwhile."""

import asyncio
import datetime as dt
from uuid import UUID, uuid4

from gateway.addresses import Addresses
from gateway.preparation import connected
from repositories import clock
from repositories.database import Database
from repositories.identity import Identity, Trust
from repositories.roadtrip.hits import Hits
from tests.models.roadtrip.rows import Rows

HITS = "SELECT cache_hits FROM roadtrip.ai_processing_cache WHERE cache_key = $1"
STAFF = Identity(uuid4(), trust=Trust.ADMIN)
MOMENT = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)


async def somebody(rows: Rows) -> Identity:
    """Somebody with a Roadtrip account."""
    return Identity(uuid4(), {"roadtrip": str(await rows.person())})


async def kept(rows: Rows, person: Identity, **values: object) -> str:
    """The key of an answer about a discovery of theirs."""
    key = uuid4().hex
    discovery = await rows.discovery(UUID(person.accounts["roadtrip"]))
    found = {"processing_type": "x", "input_data": {}, "output_data": {}, **values}
    await rows.insert("ai_processing_cache", cache_key=key, discovery_id=discovery, **found)
    return key


async def test_uses_of_processes_that_write_at_once_add_up(staff: Database, rows: Rows) -> None:
    person = await somebody(rows)
    keys = [await kept(rows, person) for _ in range(10)]
    made = [Hits(staff) for _ in range(12)]
    for number, process in enumerate(made):
        process.note(person, keys if number % 2 else reversed(keys))
        process.note(STAFF, keys)
    await asyncio.gather(*(process.write() for process in made))
    await asyncio.gather(*(process.write() for process in made))
    assert [await rows.value(HITS, key) for key in keys] == [24] * 10


async def test_uses_that_cannot_be_counted_now_are_counted_later(
    staff: Database, place: Addresses, rows: Rows
) -> None:
    person = await somebody(rows)
    key, hits = await kept(rows, person), Hits(staff)
    hits.note(person, [key])
    async with connected(place.base) as administrator:
        await administrator.execute("REVOKE EXECUTE ON FUNCTION roadtrip.count_ai_hits FROM quintet_admin")
        try:
            await hits.write()
        finally:
            await administrator.execute("GRANT EXECUTE ON FUNCTION roadtrip.count_ai_hits TO quintet_admin")
    hits.note(person, [key])
    assert await rows.value(HITS, key) == 0
    await hits.write()
    assert await rows.value(HITS, key) == 2


async def test_a_use_is_counted_where_the_answer_held_when_it_was_asked_for(staff: Database, rows: Rows) -> None:
    person, hits = await somebody(rows), Hits(staff)
    key = await kept(rows, person, expires_at=MOMENT)
    for seconds, found in ((0, 0), (1, 0), (-1, 1)):
        with clock.standing_at(MOMENT + dt.timedelta(seconds=seconds)):
            hits.note(person, [key])
        await hits.write()
        assert await rows.value(HITS, key) == found


async def test_who_is_gone_counts_nothing_and_nobody_else_is_forgotten(staff: Database, rows: Rows) -> None:
    gone, person, hits = await somebody(rows), await somebody(rows), Hits(staff)
    lost, key = await kept(rows, gone), await kept(rows, person)
    hits.note(gone, [lost, key])
    hits.note(person, [key, lost])
    await rows.worker.execute("DELETE FROM roadtrip.users WHERE id = $1", UUID(gone.accounts["roadtrip"]))
    await hits.write()
    assert (await rows.value(HITS, lost), await rows.value(HITS, key)) == (None, 1)


async def test_as_many_hits_as_a_column_holds_do_not_hold_up_those_of_others(staff: Database, rows: Rows) -> None:
    person, hits = await somebody(rows), Hits(staff)
    full, key = await kept(rows, person, cache_hits=2**31 - 1), await kept(rows, person)
    hits.note(person, [full, key])
    await hits.write()
    assert (await rows.value(HITS, full), await rows.value(HITS, key)) == (2**31 - 1, 1)
