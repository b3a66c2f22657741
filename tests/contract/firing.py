"""Fires volleys at two gateways at once, one of which is killed in the middle, and writes down what was answered."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx

from tests.contract.shots import Outcome, Shot, Volley
from tests.gql.mutations import BY_NAME
from tests.gql.roadtrip.discoverers import AT_ONCE, STAFF
from tests.served import Client, Served

BURST = 10
PATIENCE = 60
SENT = "http11.send_request_body.complete"
Outcomes = list[Outcome]


class Battery:
    """Two gateways and whoever asks them. Staff has few connections, so few of them ask at once."""

    def __init__(self, survivor: Served, mortal: Served) -> None:
        self._served = (survivor, mortal)
        self._staff = [asyncio.Semaphore(AT_ONCE) for _ in self._served]
        self._clients: tuple[Client, ...] = ()
        self.silences = 0
        self._until_start = 0
        self._until_kill = 0

    @classmethod
    @asynccontextmanager
    async def manned(cls, survivor: Served, mortal: Served) -> AsyncIterator["Battery"]:
        """A battery with clients that make a connection for every request that is under way."""
        made = cls(survivor, mortal)
        async with made._client(survivor) as one, made._client(mortal) as other:
            made._clients = (one, other)
            yield made

    async def fire(self, volleys: Sequence[Volley]) -> list[Outcomes]:
        """What became of every shot.

        Both gateways stand still until all of them have been sent, so that they are there at the same time. One dies
        as soon as a few of its answers have been read: it has written more by then, and as a rule not all.
        """
        order = list(_interleaved(volleys))
        self._until_start = sum(_at_once(order[side::2]) for side in (0, 1))
        self._until_kill = len(order) // 32
        self._signal(signal.SIGSTOP)
        made = await asyncio.gather(*(self._shoot(shot, index % 2) for index, (_, shot) in enumerate(order)))
        self.silences = sum(outcome.unanswered for outcome in made)
        again = await asyncio.gather(*map(self._again, (shot for _, shot in order), made))
        outcomes: list[Outcomes] = [[] for _ in volleys]
        for (number, _), outcome in zip(order, again, strict=True):
            outcomes[number].append(outcome)
        return outcomes

    async def _shoot(self, shot: Shot, side: int) -> Outcome:
        try:
            outcome = await self._ask(side, shot)
        except httpx.ConnectError:
            # It is dead already and was never asked: whoever learns that asks the other one.
            return await self._ask(0, shot)
        except httpx.TransportError:
            if side == 0:
                raise
            return Outcome()
        self._until_kill -= side
        if side and self._until_kill == 0:
            self._served[1].kill()
        return outcome

    async def _again(self, shot: Shot, outcome: Outcome) -> Outcome:
        """Whoever got no answer and has a key asks again."""
        return await self._ask(0, shot) if outcome.unanswered and shot.key else outcome

    async def _ask(self, side: int, shot: Shot) -> Outcome:
        mutation = BY_NAME[shot.mutation]
        async with AsyncExitStack() as turn:
            if shot.person is STAFF:
                await turn.enter_async_context(self._staff[side])
            client = self._clients[side]
            answer = await client.ask(shot.person, mutation.document, input=shot.arguments, key=shot.key)
        if "errors" in answer:
            return Outcome(code=answer["errors"][0]["extensions"]["code"])
        return Outcome(row=answer["data"][shot.mutation][mutation.row])

    @asynccontextmanager
    async def _client(self, served: Served) -> AsyncIterator[Client]:
        limits, hooks = httpx.Limits(max_connections=None), {"request": [self._watch]}
        async with httpx.AsyncClient(base_url=served.url, timeout=PATIENCE, limits=limits, event_hooks=hooks) as http:
            yield Client(http)

    async def _watch(self, request: httpx.Request) -> None:
        request.extensions = {**request.extensions, "trace": self._trace}

    async def _trace(self, event: str, _: dict[str, Any]) -> None:
        self._until_start -= event == SENT
        if event == SENT and self._until_start == 0:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for served in self._served:
            served.process.send_signal(number)


def _at_once(order: Sequence[tuple[int, Shot]]) -> int:
    """How many of these shots are sent without waiting for an answer to another."""
    staff = sum(shot.person is STAFF for _, shot in order)
    return len(order) - max(staff - AT_ONCE, 0)


def _interleaved(volleys: Sequence[Volley]) -> Iterable[tuple[int, Shot]]:
    """The shots in bursts of a volley each, with the number of the volley: all are in the middle at the same time."""
    bursts = [
        [volley.shots[start : start + BURST] for start in range(0, len(volley.shots), BURST)] for volley in volleys
    ]
    for turn in zip(*bursts, strict=True):
        for number, burst in enumerate(turn):
            for shot in burst:
                yield number, shot
