"""Values on their way to the database and back: times, JSON, addresses; and what an interruption leaves behind."""

import asyncio
import datetime as dt
import gc
from ipaddress import ip_interface
from typing import Any
from uuid import uuid4

import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import INET, JSONB

from repositories.database import Database
from repositories.identity import Identity

NOBODY = Identity(uuid4())
CAIRO = dt.timezone(dt.timedelta(hours=2))
FIRST, LAST = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)


async def value(database: Database, expression: Any) -> Any:
    """What the app role reads."""
    async with database.reading(NOBODY) as transaction:
        return await transaction.fetch_value(sa.select(expression))


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (dt.datetime(2026, 1, 31, 12, 0, 0, 123_456, tzinfo=dt.UTC), "2026-01-31 12:00:00.123456"),
        (dt.datetime(2026, 1, 31, 12, tzinfo=CAIRO), "2026-01-31 10:00:00"),
        (dt.datetime(2026, 1, 31, 12, 0, 0, 1), "2026-01-31 12:00:00.000001"),
        (dt.datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC), "1969-12-31 23:59:59.999999"),
        (FIRST, "0001-01-01 00:00:00"),
        (LAST, "9999-12-31 23:59:59.999999"),
    ],
)
async def test_a_time_without_zone_is_universal_time(database: Database, sent: dt.datetime, stored: str) -> None:
    bound = sa.bindparam(None, sent, sa.DateTime(timezone=False), unique=True)
    assert await value(database, sa.cast(bound, sa.Text())) == stored
    read = await value(database, bound)
    expected = sent if sent.tzinfo else sent.replace(tzinfo=dt.UTC)
    assert (read, read.tzinfo) == (expected, dt.UTC)


@pytest.mark.parametrize("kind", ["timestamp", "timestamptz"])
@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("infinity", LAST),
        ("-infinity", FIRST),
        ("294276-12-31", LAST),
        ("4713-01-01 BC", FIRST),
        ("10000-01-01", LAST),
    ],
)
async def test_times_beyond_pythons_are_its_first_and_last(
    database: Database, kind: str, stored: str, read: dt.datetime
) -> None:
    found = await value(database, sa.text(f"'{stored}'::{kind}"))
    assert (found if found.tzinfo else found.replace(tzinfo=dt.UTC)) == read


async def test_json_comes_as_the_database_wrote_it(database: Database) -> None:
    text = '{"a": [1.10, 123456789012345678901234567890, null], "ü": "\\u0007"}'
    found = await value(database, sa.cast(sa.literal(text, sa.Text()), JSONB()))
    assert orjson.dumps({"value": found}) == f'{{"value":{text}}}'.encode()


@pytest.mark.parametrize("address", ["192.0.2.1", "192.0.2.1/24", "2001:db8::1", "::ffff:192.0.2.1", "::/0"])
async def test_an_address_comes_as_the_database_wrote_it(database: Database, address: str) -> None:
    assert await value(database, sa.cast(ip_interface(address), INET())) == address


async def test_whoever_is_interrupted_while_a_transaction_is_undone_leaves_no_error_behind(
    database: Database,
) -> None:
    complaints: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context))

    async def sleep() -> None:
        async with database.reading(NOBODY) as transaction:
            await transaction.fetch(sa.select(sa.func.pg_sleep(10)))

    try:
        for pause in (0.0, 0.001, 0.01, 0.1):
            sleeping = asyncio.create_task(sleep())
            await asyncio.sleep(0.1)
            for _ in range(5):
                sleeping.cancel()
                await asyncio.sleep(pause)
            await asyncio.gather(sleeping, return_exceptions=True)
        await asyncio.sleep(0.1)
        gc.collect()
    finally:
        loop.set_exception_handler(None)
    assert complaints == []
