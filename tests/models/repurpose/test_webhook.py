"""Webhook events: each stored once, claimed by one worker, tried until it works."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.models.opened import Connection
from tests.models.repurpose.writers import refused_state


async def receive(connection: Connection, event: str, source: str = "stripe") -> UUID | None:
    """An event arrives."""
    made: UUID | None = await connection.fetchval(
        "SELECT repurpose.receive_webhook_event($1, 'customer.subscription.updated', $2, '{\"id\": 1}')",
        source,
        event,
    )
    return made


async def test_an_event_that_arrives_many_times_is_stored_once(place: Addresses) -> None:
    event = f"evt {uuid4()}"

    async def one() -> UUID | None:
        async with connected(place.url("worker")) as connection:
            return await receive(connection, event)

    answers = await asyncio.gather(*(one() for _ in range(8)))
    assert len([answer for answer in answers if answer is not None]) == 1


async def test_the_event_of_one_sender_is_never_taken_for_that_of_another(worker: Connection) -> None:
    event = f"evt {uuid4()}"
    await receive(worker, event, "stripe")
    with pytest.raises(asyncpg.UniqueViolationError):
        await receive(worker, event, "clerk")
    with pytest.raises(asyncpg.CheckViolationError):
        await receive(worker, f"evt {uuid4()}", "paypal")


async def test_two_workers_never_get_the_same_event(fresh_place: Addresses, fresh_worker: Connection) -> None:
    made = {await receive(fresh_worker, f"evt {uuid4()}") for _ in range(5)}
    claim = "SELECT id FROM repurpose.claim_webhook_events(3)"
    async with connected(fresh_place.url("worker")) as other:
        async with fresh_worker.transaction(), other.transaction():
            mine = {row["id"] for row in await fresh_worker.fetch(claim)}
            yours = {row["id"] for row in await other.fetch(claim)}
    assert (len(mine), len(yours)) == (3, 2)
    assert mine | yours == made


async def test_an_event_that_fails_is_tried_again_after_the_others_until_it_works(fresh_worker: Connection) -> None:
    first, second = await receive(fresh_worker, f"evt {uuid4()}"), await receive(fresh_worker, f"evt {uuid4()}")
    read = (
        "SELECT processed, processed_at IS NOT NULL, error_message, retry_count"
        " FROM repurpose.webhook_events WHERE id = $1"
    )
    claim = "SELECT id FROM repurpose.claim_webhook_events()"
    assert await fresh_worker.fetch(claim) == [(first,), (second,)]
    assert await fresh_worker.fetchval("SELECT repurpose.finish_webhook_event($1, 'no such customer')", first)
    assert await fresh_worker.fetchrow(read, first) == (False, False, "no such customer", 1)
    assert await fresh_worker.fetch(claim) == [(second,), (first,)]
    assert await fresh_worker.fetchval("SELECT repurpose.finish_webhook_event($1)", first)
    assert await fresh_worker.fetchrow(read, first) == (True, True, None, 1)
    assert not await fresh_worker.fetchval("SELECT repurpose.finish_webhook_event($1, 'too late')", first)
    assert await fresh_worker.fetch(claim) == [(second,)]


async def test_processed_events_go_after_30_days_and_others_stay_and_are_counted(fresh_worker: Connection) -> None:
    for event, days, processed in (("a", 29, True), ("b", 31, True), ("c", 31, False), ("d", 29, False)):
        made = await receive(fresh_worker, event)
        await fresh_worker.execute(
            "UPDATE repurpose.webhook_events SET created_at = now() - make_interval(days => $2) WHERE id = $1",
            made,
            days,
        )
        if processed:
            await fresh_worker.execute("SELECT repurpose.finish_webhook_event($1)", made)
    assert await fresh_worker.fetchrow("SELECT * FROM repurpose.purge_webhook_events()") == (1, 1)
    left = await fresh_worker.fetch("SELECT event_id FROM repurpose.webhook_events ORDER BY event_id")
    assert [row["event_id"] for row in left] == ["a", "c", "d"]


async def test_a_payload_is_closed_to_staff_and_to_the_app(place: Addresses, app: Connection) -> None:
    async with connected(place.url("admin")) as admin:
        await admin.fetch("SELECT id, source, event_type, processed FROM repurpose.webhook_events")
        assert await refused_state(admin, "SELECT payload FROM repurpose.webhook_events") == "42501"
    assert await refused_state(app, "SELECT id FROM repurpose.webhook_events") == "42501"
