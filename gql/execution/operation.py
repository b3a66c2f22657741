"""One operation of one caller: identity, transaction, and nothing that outlives it."""

import asyncio
from contextlib import AsyncExitStack

from repositories.database import Database, ReadTransaction
from repositories.events import EventHub
from repositories.identity import Identity


class Operation:
    """The context value of one GraphQL operation, or of one event of a subscription.

    Its read transaction opens with the first statement, so an operation that asks nothing of the database
    uses no connection.
    """

    def __init__(self, database: Database, hub: EventHub, identity: Identity) -> None:
        self.database = database
        self.hub = hub
        self.identity = identity
        self.statements_run = 0
        self._opening = asyncio.Lock()
        self._ended = False
        self._stack: AsyncExitStack | None = None
        self._transaction: ReadTransaction | None = None

    async def reading(self) -> ReadTransaction:
        """The operation's read transaction."""
        async with self._opening:
            if self._ended:
                # Whoever asks now was left behind: the operation has its answer already.
                raise asyncio.CancelledError
            if self._transaction is None:
                self._stack = AsyncExitStack()
                self._transaction = await self._stack.enter_async_context(self.database.reading(self.identity))
            return self._transaction

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
