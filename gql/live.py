"""Deliveries of live events: subscribers with the same rights and the same selection share one answer."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import orjson

from gql.answer import Answer
from gql.execution.operation import Operation
from repositories.errors import TimeoutExceededError, UnauthenticatedError, UnavailableError
from repositories.events import Event, Resync
from repositories.identity import Identity

if TYPE_CHECKING:
    from gql.requests import Request

KEEP_SECONDS = 2.0
KEEP_ANSWERS = 32
RETRY_PAUSES = (0.05, 0.2, 0.5, 1.0, 2.0)
Key = tuple[str, int, type]
PASSING = frozenset({UnavailableError.code, TimeoutExceededError.code})


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
        self._kept: dict[Key, asyncio.Future[Answer]] = {}
        self._timers: dict[Key, asyncio.TimerHandle] = {}

    async def get(self, delivery: Delivery, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer for an event: made by whoever asks first, shared by all who ask within two seconds.

        UnauthenticatedError where the subscriber may not read any more, UnavailableError where the row could not
        be read for some seconds: the subscription ends, and its client resumes after the last event it got.
        """
        event = delivery.event
        key = (event.topic, event.seq, type(event))
        known = self._kept.get(key)
        if known is None:
            known = self._kept[key] = asyncio.ensure_future(_made(make))
            known.add_done_callback(lambda made: self._forget_later(key, made))
            while len(self._kept) > KEEP_ANSWERS:
                self._forget(next(iter(self._kept)))
        if known.done():
            return known.result()
        # One subscriber that leaves must not take the answer from the others.
        return await asyncio.shield(known)

    def _forget_later(self, key: Key, made: asyncio.Future[Answer]) -> None:
        """A failure is not kept: whoever comes next tries again."""
        failed = made.cancelled() or made.exception() is not None
        if self._kept.get(key) is made:
            delay = 0 if failed else KEEP_SECONDS
            self._timers[key] = asyncio.get_running_loop().call_later(delay, self._forget, key)

    def _forget(self, key: Key) -> None:
        del self._kept[key]
        if timer := self._timers.pop(key, None):
            timer.cancel()


class SharedAnswers:
    """The answers of all selections that somebody is subscribed to; forgotten with the last subscriber."""

    def __init__(self) -> None:
        self._groups: WeakValueDictionary[object, Answers] = WeakValueDictionary()

    def of(self, identity: Identity, request: "Request", cursor: str | None) -> Answers:
        """The answers shared by everyone with these rights and this request.

        `cursor` is the variable that only says where a subscriber starts; it changes no answer.
        """
        variables = {name: value for name, value in request.variables.items() if name != cursor}
        try:
            text = orjson.dumps(variables, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError:
            # Nested more deeply than can be written down: shared with nobody.
            return Answers()
        key = (identity.key, request.query, request.operation_name, text)
        return self._groups.setdefault(key, Answers())


async def _made(make: Callable[[], Awaitable[Answer]]) -> Answer:
    """The answer, tried again while the database is away: an answer that lacks a row would pass for a deleted one."""
    for pause in RETRY_PAUSES:
        with contextlib.suppress(UnavailableError, TimeoutExceededError):
            answer = await make()
            if UnauthenticatedError.code in _codes(answer):
                raise UnauthenticatedError("The token's account does not exist or is suspended.")
            if not _codes(answer) & PASSING:
                return answer
        await asyncio.sleep(pause)
    raise UnavailableError("The event could not be read: subscribe again after the last one you got.")


def _codes(answer: Answer) -> set[Any]:
    return {error["extensions"]["code"] for error in answer.get("errors") or ()}
