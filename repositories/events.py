"""Live events: following topics of the event log without missing, repeating or reordering anything.

The log is the truth; everything else only says when to look. Writers number their events per topic under a lock,
so a follower that has seen number n needs n + 1 next and can tell. Three things make the hub look: a write of
this process, a NOTIFY from another process, and a poll every second while anybody follows (for writers that send
no NOTIFY, and in case one was lost).
"""

import asyncio
import contextlib
import datetime as dt
import random
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from models.security import LISTENER
from repositories.errors import UnavailableError

CHANNEL = "quintet_events"
POLL_SECONDS = 1.0
DEBOUNCE_SECONDS = 0.01
QUERY_TIMEOUT = 5.0
FIRST_BACKOFF, LAST_BACKOFF = 0.05, 1.0
RECENT = 512
PAGE = 500
TOPICS_PER_NOTIFY = 50

log = structlog.get_logger(__name__)

COUNTERS = "SELECT topic, seq FROM quintet.topics WHERE topic = ANY ($1::text[])"
NEWER = """
SELECT e.topic, e.seq, e.entity, e.entity_id, e.operation, e.at
FROM unnest($1::text[], $2::bigint[]) AS wanted (topic, seq)
CROSS JOIN LATERAL (
    SELECT * FROM quintet.events AS e
    WHERE e.topic = wanted.topic AND e.seq > wanted.seq
    ORDER BY e.seq
    LIMIT $3
) AS e
ORDER BY e.topic, e.seq
"""


@dataclass(frozen=True)
class Event:
    """One change: `seq` counts 1, 2, 3… within the topic. `operation` is inserted, updated or deleted."""

    topic: str
    seq: int
    entity: str
    entity_id: UUID
    operation: str
    at: dt.datetime


@dataclass(frozen=True)
class Resync:
    """The log no longer holds what a follower asked for: read everything anew, then go on after `seq`."""

    topic: str
    seq: int
    at: dt.datetime


@dataclass
class _Topic:
    """A topic somebody follows: the last number known, the newest events, and a bell for the followers."""

    last: int | None = None
    followers: int = 0
    recent: deque[Event] = field(default_factory=lambda: deque(maxlen=RECENT))
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self) -> None:
        """Wake everyone who waits, and put up a new bell."""
        bell, self.bell = self.bell, asyncio.Event()
        bell.set()

    def after(self, seq: int) -> list[Event] | None:
        """The events after a number, or None where the oldest of them is no longer at hand."""
        if self.last is None or seq >= self.last:
            return []
        if not self.recent or self.recent[0].seq > seq + 1:
            return None
        return [event for event in self.recent if event.seq > seq]


class EventHub:
    """Follows topics for all subscribers of a process over one connection of its own."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._topics: dict[str, _Topic] = {}
        self._look = asyncio.Event()
        self._to_notify: set[str] = set()
        self._connection: Any = None
        self._turn = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self.reconnections = 0

    async def open(self) -> None:
        """Start following; the database may be down, the hub keeps trying."""
        self._tasks = [
            asyncio.create_task(self._stay_connected()),
            asyncio.create_task(self._send_notifies()),
        ]

    async def close(self) -> None:
        """Stop following."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self._connection is not None:
            self._connection.terminate()

    @property
    def following(self) -> int:
        """How many topics are followed."""
        return len(self._topics)

    def committed(self, topics: Iterable[str]) -> None:
        """Events of these topics were just committed by this process: look now, tell the others soon."""
        fresh = set(topics)
        if not fresh:
            return
        self._to_notify |= fresh
        if fresh & self._topics.keys():
            self._look.set()

    async def follow(self, topic: str, after: int | None = None) -> AsyncIterator[Event | Resync]:
        """The events of a topic after a number, for ever; without a number, those from now on."""
        state = self._topics.setdefault(topic, _Topic())
        state.followers += 1
        try:
            if state.last is None:
                await self._begin(topic, state)
            assert state.last is not None
            seen = state.last if after is None else after
            async for event in self._from(topic, state, seen):
                yield event
        finally:
            state.followers -= 1
            if state.followers == 0 and self._topics.get(topic) is state:
                del self._topics[topic]

    async def _from(self, topic: str, state: _Topic, seen: int) -> AsyncIterator[Event | Resync]:
        while True:
            bell = state.bell
            last = state.last or 0
            if seen > last:
                if seen <= await self._counter(topic):
                    await self._wait_for_news(bell)
                    continue
                seen = last
                yield Resync(topic, seen, dt.datetime.now(dt.UTC))
            events = state.after(seen)
            if events is None:
                events = await self._fetch([topic], [seen])
                if not events or events[0].seq != seen + 1:
                    seen = last
                    yield Resync(topic, seen, dt.datetime.now(dt.UTC))
                    continue
            for event in events:
                seen = event.seq
                yield event
            if not events:
                await bell.wait()

    async def _begin(self, topic: str, state: _Topic) -> None:
        counter = await self._counter(topic)
        if state.last is None:
            state.last = counter

    async def _counter(self, topic: str) -> int:
        rows = await self._query(COUNTERS, [topic])
        return int(rows[0]["seq"]) if rows else 0

    async def _wait_for_news(self, bell: asyncio.Event) -> None:
        """A follower knows more than this process, because another one told it: catch up."""
        self._look.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), POLL_SECONDS)

    async def _fetch(self, topics: list[str], seqs: list[int]) -> list[Event]:
        return [Event(*row) for row in await self._query(NEWER, topics, seqs, PAGE)]

    async def _query(self, sql: str, *values: object) -> list[Any]:
        for _ in range(20):
            connection = self._connection
            if connection is not None and not connection.is_closed():
                try:
                    async with self._turn:
                        return list(await connection.fetch(sql, *values, timeout=QUERY_TIMEOUT))
                except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                    connection.terminate()
            await asyncio.sleep(0.1)
        raise UnavailableError("Live events are not available right now.")

    async def _stay_connected(self) -> None:
        backoff = FIRST_BACKOFF
        while True:
            try:
                self._connection = await self._connect()
                backoff = FIRST_BACKOFF
                await self._watch(self._connection)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError) as error:
                log.warning("listener lost", error=type(error).__name__)
            finally:
                if self._connection is not None:
                    self._connection.terminate()
            self.reconnections += 1
            await asyncio.sleep(backoff * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
            backoff = min(backoff * 2, LAST_BACKOFF)

    async def _connect(self) -> Any:
        connection = await asyncpg.connect(
            self._url, timeout=QUERY_TIMEOUT, server_settings={"application_name": LISTENER}
        )
        await connection.add_listener(CHANNEL, self._heard)
        return connection

    def _heard(self, connection: Any, pid: int, channel: str, payload: object) -> None:
        if pid != connection.get_server_pid() and self._topics.keys() & set(str(payload).split(",")):
            self._look.set()

    async def _watch(self, connection: Any) -> None:
        """Look whenever there is reason to; the first look after a reconnection catches up."""
        while not connection.is_closed():
            if self._topics:
                async with self._turn:
                    await self._catch_up(connection)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), POLL_SECONDS)
            self._look.clear()

    async def _catch_up(self, connection: Any) -> None:
        known = {topic: state for topic, state in self._topics.items() if state.last is not None}
        if not known:
            return
        rows = await connection.fetch(COUNTERS, list(known), timeout=QUERY_TIMEOUT)
        behind = {row["topic"]: known[row["topic"]] for row in rows if row["seq"] > (known[row["topic"]].last or 0)}
        while behind:
            seqs = [state.last or 0 for state in behind.values()]
            fetched = await connection.fetch(NEWER, list(behind), seqs, PAGE, timeout=QUERY_TIMEOUT)
            counts = dict.fromkeys(behind, 0)
            for row in fetched:
                state, event = behind[row["topic"]], Event(*row)
                state.recent.append(event)
                state.last = event.seq
                counts[event.topic] += 1
            for topic, state in behind.items():
                if counts[topic]:
                    state.ring()
            behind = {topic: behind[topic] for topic, count in counts.items() if count == PAGE}

    async def _send_notifies(self) -> None:
        """Tell other processes, many topics at a time: NOTIFY takes a lock on the whole instance."""
        while True:
            await asyncio.sleep(DEBOUNCE_SECONDS)
            if not self._to_notify or self._connection is None or self._connection.is_closed():
                continue
            batch = [self._to_notify.pop() for _ in range(min(TOPICS_PER_NOTIFY, len(self._to_notify)))]
            try:
                async with self._turn:
                    await self._connection.execute(
                        "SELECT pg_notify($1, $2)", CHANNEL, ",".join(batch), timeout=QUERY_TIMEOUT
                    )
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                log.warning("notify lost", topics=len(batch))
