"""One operation of one caller: identity, transaction, and nothing that outlives it."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from sqlalchemy import Table

from models.access import Command
from models.base import facts_of
from repositories.database import Database, ReadTransaction
from repositories.errors import ForbiddenError
from repositories.events import EventHub
from repositories.identity import Identity, Trust
from repositories.staff import Purpose, record_read

if TYPE_CHECKING:
    from gql.plan.parts import Parts


class Operation:
    """The context value of one GraphQL operation, or of one event of a subscription.

    Its read transaction opens with the first statement, so an operation that asks nothing of the database
    uses no connection. `parts`, where there are any, answers the rows of events and what belongs to written rows
    by statements of their own. What staff reads is written down before they read it: `purpose` says what that is.
    """

    def __init__(self, database: Database, hub: EventHub, identity: Identity, purpose: Callable[[], Purpose]) -> None:
        self.database = database
        self.hub = hub
        self.identity = identity
        self.tables: set[Table] = set()
        self.uses: list[str] = []
        self.explained: list[str] | None = None
        self.parts: Parts | None = None
        self._purpose = purpose
        self.statements_run = 0
        self._opening = asyncio.Lock()
        self._ended = False
        self._stack: AsyncExitStack | None = None
        self._transaction: ReadTransaction | None = None

    async def reading(self, *tables: Table) -> ReadTransaction:
        """The operation's read transaction, to read rows of these tables; ForbiddenError where only staff may."""
        self._check(tables)
        self.tables.update(tables)
        async with self._opening:
            if self._ended:
                # Whoever asks now was left behind: the operation has its answer already.
                raise asyncio.CancelledError
            if self._transaction is None:
                if self.identity.trust is Trust.ADMIN:
                    await record_read(self.database, self.identity, self._purpose())
                self._stack = AsyncExitStack()
                self._transaction = await self._stack.enter_async_context(self.database.reading(self.identity))
                self._transaction.explained = self.explained
            return self._transaction

    def _check(self, tables: tuple[Table, ...]) -> None:
        if self.identity.trust is Trust.ADMIN:
            return
        for table in tables:
            if facts_of(table).access.rule(Command.SELECT) is None:
                # Said before anything is read: the same answer whether there are such rows or not.
                raise ForbiddenError(f"Only staff may read {facts_of(table).singular.replace('_', ' ')} rows.")

    async def close(self) -> None:
        """End the read transaction; the next statement would open another that sees later changes."""
        async with self._opening:
            stack, transaction = self._stack, self._transaction
            self._stack = self._transaction = None
            if transaction is not None:
                await transaction.end()
                self.statements_run += transaction.statements_run
            if stack is not None:
                await stack.aclose()

    async def end(self) -> None:
        """End the read transaction for good."""
        self._ended = True
        await self.close()
