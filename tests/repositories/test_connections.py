"""Connections: bounded in number, lent in turn, given back whatever happens to whoever has one or waits for one."""

import asyncio
import random
from collections.abc import AsyncIterator

import asyncpg
import pytest

from gateway.addresses import Addresses
from repositories.connections import Connections
from repositories.errors import UnavailableError

SIZE = 2
NAME = "tests of connections"


async def nothing(_: object) -> None:
    """Connections need no codecs here."""


@pytest.fixture
async def connections(place: Addresses) -> AsyncIterator[Connections]:
    made = await Connections.open(
        place.url("app"), size=SIZE, acquire_timeout=0.3, init=nothing, settings={"application_name": NAME}
    )
    yield made
    await made.close()


async def ask(connections: Connections, seconds: float = 0.0) -> int:
    """Ask for the backend's number, as the gateway asks; it may take a while."""
    connection = await connections.acquire()
    is_in_order = False
    try:
        number: int = await connection.fetchval("SELECT pg_backend_pid() FROM pg_sleep($1)", seconds)
        is_in_order = True
    finally:
        if not (is_in_order and connections.keep(connection)):
            await connections.release(connection)
    return number


async def both(connections: Connections) -> set[int]:
    """The backends that can be had at the same time."""
    return set(await asyncio.gather(*(ask(connections, 0.05) for _ in range(SIZE))))


async def test_many_ask_over_few_connections(connections: Connections) -> None:
    found = await asyncio.gather(*(ask(connections) for _ in range(300)))
    assert len(found) == 300
    assert len(set(found)) <= SIZE


async def test_whoever_waits_longest_is_next(connections: Connections) -> None:
    lent = [await connections.acquire() for _ in range(SIZE)]
    order: list[int] = []

    async def wait(number: int) -> None:
        connection = await connections.acquire()
        order.append(number)
        assert connections.keep(connection)

    waiting = [asyncio.create_task(wait(number)) for number in range(5)]
    await asyncio.sleep(0.01)
    assert connections.keep(lent.pop())
    await asyncio.gather(*waiting)
    assert order == [0, 1, 2, 3, 4]
    assert connections.keep(lent.pop())


async def test_waiting_has_an_end(connections: Connections) -> None:
    lent = [await connections.acquire() for _ in range(SIZE)]
    with pytest.raises(TimeoutError):
        await connections.acquire()
    assert all(connections.keep(connection) for connection in lent)
    assert len(await both(connections)) == SIZE


async def test_those_who_are_interrupted_leave_nothing_behind(connections: Connections) -> None:
    draw = random.Random(7)
    for _ in range(30):
        asking = [asyncio.create_task(ask(connections, draw.choice((0, 0.001)))) for _ in range(10)]
        await asyncio.sleep(draw.choice((0, 0.001, 0.003)))
        for task in asking[::2]:
            task.cancel()
        done = await asyncio.gather(*asking, return_exceptions=True)
        assert all(isinstance(one, int | asyncio.CancelledError) for one in done)
    assert len(await both(connections)) == SIZE
    lent = [await connections.acquire() for _ in range(SIZE)]
    with pytest.raises(TimeoutError):
        await connections.acquire()
    assert all(connections.keep(connection) for connection in lent)


async def test_one_that_the_server_has_ended_is_replaced(connections: Connections, place: Addresses) -> None:
    ended = await both(connections)
    administrator = await asyncpg.connect(place.base)
    try:
        for number in ended:
            await administrator.execute("SELECT pg_terminate_backend($1, 5000)", number)
    finally:
        await administrator.close()
    await asyncio.sleep(0.05)
    replaced = await both(connections)
    assert len(replaced) == SIZE
    assert not replaced & ended


async def test_a_transaction_left_open_is_not_handed_on(connections: Connections) -> None:
    connection = await connections.acquire()
    await connection.execute("BEGIN")
    assert not connections.keep(connection)
    await connections.release(connection)
    again = [await connections.acquire() for _ in range(SIZE)]
    assert not any(one.is_in_transaction() for one in again)
    assert all(connections.keep(one) for one in again)


async def test_whoever_waits_when_the_gateway_goes_down_is_told(connections: Connections) -> None:
    lent = [await connections.acquire() for _ in range(SIZE)]
    waiting = asyncio.create_task(connections.acquire())
    await asyncio.sleep(0.01)
    closing = asyncio.create_task(connections.close())
    with pytest.raises(UnavailableError):
        await waiting
    for connection in lent:
        assert not connections.keep(connection)
        await connections.release(connection)
    await closing
