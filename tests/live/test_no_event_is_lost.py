"""No event is lost: writers, subscribers, two gateways, and everything between them breaking again and again."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from websockets.exceptions import InvalidHandshake, WebSocketException

from gateway.addresses import Addresses
from tests.live.conftest import ROOMY
from tests.live.journal import Entry, Journal, violations
from tests.live.sockets import signed_in
from tests.live.writers import topic
from tests.people import SECRET, People, Person
from tests.served import Client, Served, serve

SESSIONS, WRITERS, SUBSCRIBERS = 4, 16, 20
EVENTS_OF_A_WRITER = 94
TERMINATIONS = 10
QUERY = """
subscription ($session: UUID!, $after: Int) {
  liveconvoSessionEvents(sessionId: $session, after: $after) {
    ... on LiveconvoTranscriptAdded { seq key: transcriptId transcript { content } }
    ... on LiveconvoTranscriptRevised { seq key: transcriptId transcript { content } }
    ... on LiveconvoSessionChanged { seq key: sessionId }
    ... on LiveconvoResync { seq }
  }
}
"""
APPEND = """
mutation ($session: UUID!) {
  liveconvoAppendTranscript(input: { sessionId: $session, content: "Said.", startTimeSeconds: "1" }) {
    transcript { id }
  }
}
"""
INSERT = "INSERT INTO liveconvo.transcripts (id, session_id, content, start_time_seconds) VALUES ($1, $2, 'Said.', 0)"
REVISE = "UPDATE liveconvo.transcripts SET content = 'Revised.' WHERE id = $1"
TERMINATE = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE application_name = 'quintet_listener' AND datname = current_database()"
)


@dataclass
class World:
    """Everything that takes part."""

    place: Addresses
    chance: random.Random
    person: Person
    sessions: list[UUID]
    gateways: list[Served] = field(default_factory=list)
    total: dict[UUID, int] = field(default_factory=dict)
    terminated: int = 0

    async def write(self, number: int) -> None:
        """One writer: its own connection, transactions of any length, some of them undone."""
        connection = await asyncpg.connect(self.place.base)
        try:
            for _ in range(EVENTS_OF_A_WRITER // 2):
                session, key = self.chance.choice(self.sessions), uuid4()
                await asyncio.sleep(self.chance.random() * 0.2)
                with contextlib.suppress(_UndoneError):
                    async with connection.transaction():
                        await connection.execute(INSERT, uuid4(), session)
                        await asyncio.sleep(self.chance.random() * 0.01)
                        raise _UndoneError
                async with connection.transaction():
                    await connection.execute(INSERT, key, session)
                    await asyncio.sleep(self.chance.random() * 0.01)
                    await connection.execute(REVISE, key)
                if number % 2:
                    await connection.execute("SELECT pg_notify('quintet_events', $1)", topic(session))
        finally:
            await connection.close()

    async def mutate(self, served: Served) -> None:
        """One writer through a gateway: where others are in its way for long, it tries again, as it is told to."""
        written = 0
        async with Client.of(served.url) as client:
            while written < EVENTS_OF_A_WRITER:
                await asyncio.sleep(self.chance.random() * 0.1)
                answer = await client.ask(self.person, APPEND, session=str(self.chance.choice(self.sessions)))
                codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
                assert codes in ([], ["TIMEOUT"]), answer
                written += not codes

    async def break_listeners(self) -> None:
        """Terminate the connections that hear of events, ten times."""
        connection = await asyncpg.connect(self.place.base)
        try:
            for _ in range(TERMINATIONS):
                await asyncio.sleep(0.2 + self.chance.random() * 0.6)
                self.terminated += await connection.fetchval(TERMINATE)
        finally:
            await connection.close()

    async def subscribe(self, session: UUID, journal: Journal) -> None:
        """One subscriber: whatever happens, it comes back and goes on after the last event it got."""
        while self.total.get(session) is None or journal.last < self.total[session]:
            with contextlib.suppress(OSError, TimeoutError, EOFError, WebSocketException, InvalidHandshake):
                await self._receive(self.chance.choice(self.gateways), session, journal)
            journal.reconnections += 1
            await asyncio.sleep(0.05)

    async def _receive(self, served: Served, session: UUID, journal: Journal) -> None:
        async with signed_in(served, self.person, open_timeout=2) as socket:
            await socket.follow(session, after=journal.last, query=QUERY)
            while self.total.get(session) is None or journal.last < self.total[session]:
                frame = await socket.receive(2)
                if frame["type"] != "next" or frame["payload"]["data"] is None:
                    return
                event = frame["payload"]["data"]["liveconvoSessionEvents"]
                if "key" in event:
                    journal.entries.append(Entry(event["seq"], UUID(event["key"])))
                else:
                    journal.resyncs.append(event["seq"])


class _UndoneError(Exception):
    """The writer thought better of it."""


@pytest.fixture
async def world(place: Addresses, people: People) -> World:
    """A person with four sessions, and chance with a seed that is printed."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    person = await people.person()
    return World(place, random.Random(seed), person, [await people.session(person) for _ in range(SESSIONS)])


@contextlib.asynccontextmanager
async def at_once(work: Iterable[Coroutine[Any, Any, None]]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Tasks that run side by side, and not a moment longer than the block."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def killed_and_served_again(served: Served, place: Addresses) -> Iterator[Served]:
    """The same gateway after a sudden death, on the same port."""
    served.kill()
    with serve(place, SECRET, PORT=str(served.port), **ROOMY) as again:
        yield again


async def test_every_subscriber_gets_every_event_once_and_in_order(world: World, roomy: Served, owner: Any) -> None:
    followed = [world.sessions[number % SESSIONS] for number in range(SUBSCRIBERS)]
    journals = [Journal(f"subscriber {number}", topic(session)) for number, session in enumerate(followed)]
    with contextlib.ExitStack() as stack:
        mortal = await asyncio.to_thread(stack.enter_context, serve(world.place, SECRET, **ROOMY))
        world.gateways = [roomy, mortal]
        subscribing = [world.subscribe(*pair) for pair in zip(followed, journals, strict=True)]
        writing = [world.write(number) for number in range(WRITERS - 4)] + [world.mutate(roomy) for _ in range(4)]
        async with at_once(subscribing) as subscribers, at_once([*writing, world.break_listeners()]) as writers:
            await asyncio.sleep(2)
            await asyncio.to_thread(stack.enter_context, killed_and_served_again(mortal, world.place))
            await asyncio.gather(*writers)
            log = {topic(session): await entries(owner, topic(session)) for session in world.sessions}
            world.total = {session: len(log[topic(session)]) for session in world.sessions}
            await asyncio.wait(subscribers, timeout=8)
    assert violations(journals, log) == []
    assert sum(world.total.values()) == SESSIONS + WRITERS * EVENTS_OF_A_WRITER
    assert world.terminated >= TERMINATIONS
    assert sum(journal.reconnections > 1 for journal in journals) > 0


async def entries(owner: Any, name: str) -> list[Entry]:
    """The log of a topic."""
    rows = await owner.fetch("SELECT seq, entity_id FROM quintet.events WHERE topic = $1 ORDER BY seq", name)
    return [Entry(row["seq"], row["entity_id"]) for row in rows]


KEYS = [uuid4() for _ in range(4)]
LOG = {"t": [Entry(seq, KEYS[seq]) for seq in (1, 2, 3)]}


@pytest.mark.parametrize(
    ("seqs", "verdict"),
    [
        ([1, 2, 3], []),
        ([1, 3], ["s missed [2]"]),
        ([1, 2], ["s missed [3]"]),
        ([1, 2, 2, 3], ["s got [2] more than once"]),
        ([1, 3, 2], ["s got events out of order"]),
    ],
)
def test_verdict_finds_what_is_wrong(seqs: list[int], verdict: list[str]) -> None:
    assert violations([Journal("s", "t", [Entry(seq, KEYS[seq]) for seq in seqs])], LOG) == verdict


def test_verdict_finds_foreign_rows_new_starts_and_gaps_of_the_log() -> None:
    foreign = Journal("s", "t", [Entry(1, KEYS[1]), Entry(2, KEYS[0]), Entry(3, KEYS[3])], resyncs=[3])
    assert violations([foreign], LOG) == [
        "s was told to start anew at 3",
        "s got events that are not those of the log",
    ]
    assert violations([], {"t": [Entry(1, KEYS[1]), Entry(3, KEYS[3])]}) == ["the log of t is not numbered 1 to 2"]
