"""Live events: following topics of the event log without missing, repeating or reordering anything.

The log is the truth; everything else only says when to look. Writers number their events per topic under a lock,
so a follower that has seen number n needs n + 1 next and can tell. Three things make the hub look: a write of
this process, a NOTIFY from another process, and a poll every second while anybody follows (for writers that send
no NOTIFY, and in case one was lost).
"""

import asyncio
import contextlib
import datetime as dt
import math
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from repositories.clock import now
from repositories.errors import UnavailableError
from repositories.listener import Listener

CHANNEL = "quintet_events"
POLL_SECONDS = 1.0
DEBOUNCE_SECONDS = 0.01
RECENT = 512
PAGE = 500
TOPICS_PER_NOTIFY = 50
TOPICS_TO_NOTIFY = 10_000

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
NOTIFY = "SELECT pg_notify($1, $2)"


@dataclass(frozen=True, slots=True)
class Event:
    """One change: `seq` counts 1, 2, 3… within the topic. `operation` is inserted, updated or deleted."""

    topic: str
    seq: int
    entity: str
    entity_id: UUID
    operation: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Resync:
    """The log does not hold what a follower asked for: read everything anew, then go on after `seq`."""

    topic: str
    seq: int
    at: dt.datetime


Events = AsyncGenerator[Event | Resync, None]


@dataclass
class _Topic:
    """A topic somebody follows: the last number known, the newest events, and a bell for the followers."""

    last: int | None = None
    followers: int = 0
    recent: deque[Event] = field(default_factory=lambda: deque(maxlen=RECENT))
    bell: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, event: Event) -> None:
        """Keep an event at hand; what is at hand has no gaps."""
        if self.recent and self.recent[-1].seq + 1 != event.seq:
            self.recent.clear()
        self.recent.append(event)

    def advance(self, last: int) -> None:
        """There are events up to this number: wake everyone who waits, and put up a new bell."""
        self.last = last
        bell, self.bell = self.bell, asyncio.Event()
        bell.set()

    def after(self, seq: int) -> list[Event] | None:
        """The events after a number, or None where they are not all at hand."""
        missing = (self.last or 0) - seq
        if missing <= 0:
            return []
        if missing > len(self.recent) or self.recent[-1].seq != self.last:
            return None
        return list(islice(reversed(self.recent), missing))[::-1]


class EventHub:
    """Follows topics for all subscribers of a process over one connection of its own."""

    def __init__(self, url: str) -> None:
        self._topics: dict[str, _Topic] = {}
        self._hinted: set[str] = set()
        self._hint = asyncio.Event()
        self._to_notify: set[str] = set()
        self._news = asyncio.Event()
        self._listener = Listener(url, CHANNEL, self._heard, self._connected)
        self._everything = True
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Start following; the database may be down, the hub keeps trying."""
        self._listener.open()
        self._tasks = [asyncio.create_task(self._keep_looking()), asyncio.create_task(self._send_notifies())]

    async def close(self) -> None:
        """Tell others what they were not told yet, and stop following."""
        with contextlib.suppress(UnavailableError, TimeoutError):
            async with asyncio.timeout(1):
                await self._notify(patience=0.1)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._listener.close()

    @property
    def topics_followed(self) -> int:
        """How many topics are followed."""
        return len(self._topics)

    @property
    def followers(self) -> int:
        """How many follow a topic."""
        return sum(state.followers for state in self._topics.values())

    @property
    def connects(self) -> int:
        """How often the listener has connected."""
        return self._listener.connects

    @property
    def statements_run(self) -> int:
        """How many statements the listener has run."""
        return self._listener.statements_run

    def committed(self, topics: Iterable[str]) -> None:
        """Events of these topics were just committed by this process: look now, tell the others soon."""
        fresh = set(topics)
        if fresh and len(self._to_notify) < TOPICS_TO_NOTIFY:
            self._to_notify |= fresh
            self._news.set()
        self._look_at(fresh)

    async def follow(self, topic: str, after: int | None = None) -> Events:
        """The events of a topic after a number, for ever; without a number, those from now on.

        UnavailableError where the log cannot be read at the start; later the follower waits until it can be.
        """
        state = self._topics.setdefault(topic, _Topic())
        state.followers += 1
        try:
            if state.last is None:
                counter = await self._counter(topic)
                state.last = counter if state.last is None else state.last
                self._look_at({topic})
            async with aclosing(self._from(topic, state, state.last if after is None else after)) as events:
                async for event in events:
                    yield event
        finally:
            state.followers -= 1
            if state.followers == 0:
                del self._topics[topic]

    async def _from(self, topic: str, state: _Topic, seen: int) -> Events:
        while True:
            bell, last = state.bell, state.last or 0
            events: list[Event] | None = []
            if seen > last:
                counter = await self._counter(topic, patience=math.inf)
                if seen > counter:
                    seen = counter
                    yield Resync(topic, seen, now())
                elif state.bell is bell:
                    # Another process told the follower more than this one knows yet.
                    self._look_at({topic})
            else:
                events = state.after(seen)
            if events is None:
                events = await self._page(topic, seen)
            if last > seen and not _is_next(events, seen):
                seen, events = last, []
                yield Resync(topic, seen, now())
            for event in events:
                seen = event.seq
                yield event
            if seen >= last:
                await bell.wait()

    async def _page(self, topic: str, seen: int) -> list[Event]:
        rows = await self._listener.fetch(NEWER, [topic], [seen], PAGE, patience=math.inf)
        return [Event(*row) for row in rows]

    async def _counter(self, topic: str, **patience: float) -> int:
        rows = await self._listener.fetch(COUNTERS, [topic], **patience)
        return int(rows[0]["seq"]) if rows else 0

    def _look_at(self, topics: set[str]) -> None:
        if wanted := topics & self._topics.keys():
            self._hinted |= wanted
            self._hint.set()

    def _heard(self, payload: str) -> None:
        self._look_at(set(payload.split(",")))

    def _connected(self) -> None:
        """What was said while there was no connection was not heard."""
        self._everything = True
        self._hint.set()

    async def _keep_looking(self) -> None:
        """Look where there is reason to; everywhere once a second while anybody follows."""
        loop = asyncio.get_running_loop()
        polled = loop.time()
        while True:
            left = max(polled + POLL_SECONDS - loop.time(), 0) if self._topics else None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hint.wait(), left)
            self._hint.clear()
            hinted, self._hinted = self._hinted, set()
            if self._everything or loop.time() - polled >= POLL_SECONDS:
                polled, self._everything = loop.time(), False
                await self._poll()
            else:
                await self._catch_up(hinted)

    async def _poll(self) -> None:
        """Look at the counters of all followed topics, and read where they are ahead of what is known."""
        known = [topic for topic, state in self._topics.items() if state.last is not None]
        rows = await self._listener.fetch(COUNTERS, known, patience=math.inf) if known else []
        counters = {topic: counter for topic, counter in rows if counter > self._last(topic, counter)}
        await self._catch_up(set(counters))
        for topic, counter in counters.items():
            if counter > self._last(topic, counter):
                # The log has dropped what was counted: the followers find out by looking for it.
                self._topics[topic].advance(counter)

    def _last(self, topic: str, default: int) -> int:
        state = self._topics.get(topic)
        return default if state is None or state.last is None else state.last

    async def _catch_up(self, topics: set[str]) -> None:
        """Read what is new in these topics, a page at a time."""
        while True:
            states = {topic: self._topics[topic] for topic in topics if topic in self._topics}
            wanted = {topic: state.last for topic, state in states.items() if state.last is not None}
            if not wanted:
                return
            rows = await self._listener.fetch(NEWER, list(wanted), list(wanted.values()), PAGE, patience=math.inf)
            counts = dict.fromkeys(wanted, 0)
            for row in rows:
                event = Event(*row)
                states[event.topic].add(event)
                counts[event.topic] += 1
            for topic, count in counts.items():
                if count:
                    states[topic].advance(states[topic].recent[-1].seq)
            topics = {topic for topic, count in counts.items() if count == PAGE}

    async def _send_notifies(self) -> None:
        while True:
            await self._news.wait()
            await asyncio.sleep(DEBOUNCE_SECONDS)
            self._news.clear()
            await self._notify(patience=math.inf)

    async def _notify(self, patience: float) -> None:
        """Tell other processes, many topics at a time: NOTIFY takes a lock on the whole instance."""
        while self._to_notify:
            batch = [self._to_notify.pop() for _ in range(min(TOPICS_PER_NOTIFY, len(self._to_notify)))]
            await self._listener.fetch(NOTIFY, CHANNEL, ",".join(batch), patience=patience)


def _is_next(events: list[Event], seen: int) -> bool:
    """Whether these events go on without a gap after what was seen."""
    return bool(events) and all(event.seq == number for number, event in enumerate(events, seen + 1))
