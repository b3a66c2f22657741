"""Deliveries of live events: subscribers with the same rights and the same selection share one answer."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import orjson

from gql.answer import Answer
from gql.execution.operation import Operation
from repositories.events import Event, Resync
from repositories.identity import Identity

if TYPE_CHECKING:
    from gql.engine import Request

KEEP_SECONDS = 2.0
KEEP_ANSWERS = 256


class Delivery:
    """An event on its way to a subscriber; the root value while its answer is made."""

    def __init__(self, event: Event | Resync) -> None:
        self.event = event
        self.operation: Operation | None = None

    @property
    def seq(self) -> int:
        """The number of the event in its topic."""
        return self.event.seq

    @property
    def at(self) -> object:
        """When the change was written."""
        return self.event.at

    @property
    def entity_id(self) -> object:
        """The key of the row that changed."""
        assert isinstance(self.event, Event)
        return self.event.entity_id


class Answers:
    """The answers to one selection under one identity, each kept for a moment."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, str], tuple[float, asyncio.Future[Any]]] = OrderedDict()

    async def get(self, delivery: Delivery, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer for an event: made by whoever asks first, shared by all who ask within two seconds."""
        event = delivery.event
        key = (event.topic, event.seq, type(event).__name__)
        now = time.monotonic()
        known = self._kept.get(key)
        if known is None or now - known[0] > KEEP_SECONDS:
            known = (now, asyncio.ensure_future(make()))
            self._kept[key] = known
            while len(self._kept) > KEEP_ANSWERS:
                self._kept.popitem(last=False)
        # One subscriber that leaves must not take the answer from the others.
        answer: Answer = await asyncio.shield(known[1])
        return answer


class SharedAnswers:
    """The answers of all selections that somebody is subscribed to."""

    def __init__(self, size: int = 1_000) -> None:
        self._size = size
        self._groups: OrderedDict[object, Answers] = OrderedDict()

    def of(self, identity: Identity, request: "Request", cursor: str | None) -> Answers:
        """The answers shared by everyone with these rights and this request.

        `cursor` is the variable that only says where a subscriber starts; it changes no answer.
        """
        variables = {name: value for name, value in request.variables.items() if name != cursor}
        text = orjson.dumps(variables, option=orjson.OPT_SORT_KEYS, default=str)
        key = (identity.key, request.query, request.operation_name, text)
        group = self._groups.setdefault(key, Answers())
        self._groups.move_to_end(key)
        while len(self._groups) > self._size:
            self._groups.popitem(last=False)
        return group
