"""Periodic work: done again after a failure, and to the end when it is to stop."""

import asyncio

from structlog.testing import capture_logs

from repositories.periodic import Periodic


async def test_what_failed_once_is_done_again() -> None:
    done: list[int] = []
    enough = asyncio.Event()

    async def work() -> None:
        done.append(len(done))
        if len(done) == 1:
            raise ValueError("the first time")
        enough.set()

    periodic = Periodic(work, 0.01)
    with capture_logs() as logs:
        periodic.open()
        await enough.wait()
        await periodic.close()
    assert [entry["event"] for entry in logs] == ["periodic work failed"]
    number = len(done)
    await asyncio.sleep(0.05)
    assert len(done) == number


async def test_what_is_being_done_is_done_to_the_end() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await asyncio.sleep(0.05)
        ended.set()

    periodic = Periodic(work, 60, first=0)
    periodic.open()
    await begun.wait()
    await periodic.close()
    assert ended.is_set()
