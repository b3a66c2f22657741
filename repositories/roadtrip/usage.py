"""Calls of Roadtrip, counted in this process, and refused where the caller made more than their subscription permits.

A call is counted in memory. Once a second the counts are added to those of all processes in the database, which says
in return how many calls these callers made anywhere, and what their subscriptions are. In between a process goes by
what it was told last and what it admitted since. So with several processes a caller gets more than the limit only by
what the other processes admit within that second, at most the limit once more for each of them, however long the
span. A caller who was not told of yet has the lowest limits for at most that second: nobody gains by being new to a
process, and a subscriber whom that refuses is told to come back in a second.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

import sqlalchemy as sa
import structlog

from models.roadtrip.enums import SubscriptionStatus, UsageBucket
from models.roadtrip.usage import CallLimits
from repositories.clock import now
from repositories.database import Database
from repositories.errors import QuintetError
from repositories.gathered import GATEWAY
from repositories.identity import Identity, Trust
from repositories.periodic import Periodic
from repositories.roadtrip.allowance import SPANS, Allowance, Refusal, limits_of
from repositories.roadtrip.reads import PRODUCT
from repositories.row import Row
from repositories.statement import Reusable

PERIOD_SECONDS, LAST_SECONDS = 1.0, 1.5
MAX_CALLERS, MAX_WAITING, BATCH = 50_000, 100_000, 1_000
COUNTED = Reusable(
    sa.select(
        sa.func.roadtrip.count_requests(
            sa.bindparam("persons", None, sa.ARRAY(sa.Uuid())),
            sa.bindparam("endpoints", None, sa.ARRAY(sa.Text())),
            sa.bindparam("minutes", None, sa.ARRAY(sa.DateTime(timezone=True))),
            sa.bindparam("requests", None, sa.ARRAY(sa.Integer())),
            sa.bindparam("refusals", None, sa.ARRAY(sa.Integer())),
            sa.bindparam("moment", None, sa.DateTime(timezone=True)),
        ).table_valued("person", "subscription", *UsageBucket)
    )
)
Key = str | UUID
"""A caller: their account, which is written as text, or else the subject of their token."""
Called = tuple[str, str, int]
"""What was called: by which account, which endpoint, in which minute."""

log = structlog.get_logger(__name__)


class Usage:
    """The calls of this process that are not in the database yet, and what is known of those who make them."""

    def __init__(self, database: Database, limits: CallLimits) -> None:
        self._database = database
        self._limits = {tier: limits_of(limits.get(tier, {})) for tier in SubscriptionStatus}
        self._lowest = tuple(map(min, *self._limits.values()))
        self._callers: dict[Key, Allowance] = {}
        self._waiting: dict[Called, list[int]] = {}
        self._turn = asyncio.Lock()
        # Notes are written every second too: half a second apart, one of staff's few connections will do.
        self._exchanging = Periodic(self.exchange, PERIOD_SECONDS, first=PERIOD_SECONDS / 2)

    def open(self) -> None:
        """Exchange counts with the database every second."""
        self._exchanging.open()

    async def close(self) -> None:
        """Write down what is left. An exchange that runs is not interrupted: nothing is counted twice."""
        await self._exchanging.close()
        await self.flush()

    async def flush(self) -> None:
        """Exchange counts until all are written down, trying for a moment."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LAST_SECONDS
        await self.exchange()
        while self._waiting and loop.time() < end:
            await asyncio.sleep(LAST_SECONDS / 10)
            await self.exchange()

    def admit(self, identity: Identity, endpoints: tuple[str, ...]) -> Refusal | None:
        """Count a call of each of these endpoints; a Refusal, counted too, where the caller may not make them now.

        Staff is counted and never refused. Who has no account in Roadtrip has the lowest limits in each process, and
        is not written down: there is nobody to write it to.
        """
        second = int(now().timestamp())
        minute = second // 60
        key = identity.accounts.get(PRODUCT) or identity.subject
        caller = self._callers.get(key)
        if caller is None:
            caller = self._meet(key, minute)
        elif caller.minute != minute:
            caller.turn(minute)
        refused = 0 if caller.admit(len(endpoints)) or identity.trust is Trust.ADMIN else 1
        if isinstance(key, str):
            for endpoint in endpoints:
                self._count((key, endpoint, minute), 1, refused)
        return caller.refusal(len(endpoints), second) if refused else None

    async def exchange(self) -> None:
        """Write down what was counted and learn what callers did elsewhere; what fails is tried again next time."""
        async with self._turn:
            moment = now()
            self._learn(await self._written(moment), int(moment.timestamp()) // 60)

    async def _written(self, moment: dt.datetime) -> dict[str, Row | None]:
        """What the database says of those whose calls were written down, by account."""
        taken, self._waiting = list(self._waiting.items()), {}
        found: dict[str, Row | None] = {}
        for start in range(0, len(taken), BATCH):
            batch = taken[start : start + BATCH]
            try:
                rows = await self._write(batch, moment)
            except BaseException as error:
                # Whoever was interrupted cannot know whether it was committed: rather twice than never.
                self._put_back(taken[start:])
                if not isinstance(error, QuintetError):
                    raise
                log.warning("calls cannot be counted yet", waiting=len(self._waiting), error=error.details)
                break
            found.update(dict.fromkeys(account for (account, _, _), _ in batch))
            found.update({str(row["person"]): row for row in rows})
        return found

    async def _write(self, batch: list[tuple[Called, list[int]]], moment: dt.datetime) -> list[Row]:
        async with self._database.writing(GATEWAY) as transaction:
            return await transaction.fetch(
                COUNTED.bound(
                    persons=[UUID(account) for (account, _, _), _ in batch],
                    endpoints=[endpoint for (_, endpoint, _), _ in batch],
                    minutes=[dt.datetime.fromtimestamp(minute * 60, dt.UTC) for (_, _, minute), _ in batch],
                    requests=[requests for _, (requests, _) in batch],
                    refusals=[refusals for _, (_, refusals) in batch],
                    moment=moment,
                )
            )

    def _put_back(self, calls: Iterable[tuple[Called, list[int]]]) -> None:
        since, self._waiting = self._waiting, dict(calls)
        for called, (requests, refusals) in since.items():
            self._count(called, requests, refusals)

    def _learn(self, found: Mapping[str, Row | None], minute: int) -> None:
        """What a caller has used is what the database knows of, and what it does not know of yet."""
        for account, row in found.items():
            if (caller := self._callers.pop(account, None)) is not None:
                # Who calls goes to the end, so that those are forgotten first who called long ago.
                self._callers[account] = caller if row is None else self._told(row, minute, caller.minute)
        for (account, _, called), (requests, refusals) in self._waiting.items():
            if found.get(account) is not None and (caller := self._callers.get(account)) is not None:
                caller.use(requests - refusals, called)

    def _told(self, row: Row, minute: int, last_called: int) -> Allowance:
        told = Allowance(self._limits[row["subscription"]], minute, [row[span] for span in SPANS])
        told.turn(max(minute, last_called))
        return told

    def _meet(self, key: Key, minute: int) -> Allowance:
        if len(self._callers) >= MAX_CALLERS:
            del self._callers[next(iter(self._callers))]
        # Nothing is ever told of a subject without account.
        self._callers[key] = Allowance(self._lowest, minute, is_new=isinstance(key, str))
        return self._callers[key]

    def _count(self, called: Called, requests: int, refusals: int) -> None:
        tally = self._waiting.get(called)
        if tally is None:
            tally = self._waiting[called] = [0, 0]
            if len(self._waiting) > MAX_WAITING:
                del self._waiting[next(iter(self._waiting))]
                log.error("calls are not counted: too many wait", limit=MAX_WAITING)
        tally[0] += requests
        tally[1] += refusals
