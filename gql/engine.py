"""The engine: from a request to an answer, whatever it came over."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

import strawberry
from graphql import ExecutionResult, OperationDefinitionNode, OperationType
from graphql.execution import create_source_event_stream, execute_subscription_event
from graphql.execution.executor import Executor

from gql.answer import Answer
from gql.documents import Document, DocumentCache, InvalidDocumentError
from gql.errors import describe, describe_all
from gql.execution.executor import ResolverLane
from gql.execution.operation import Operation
from gql.live import Delivery, SharedAnswers
from gql.purpose import purpose_of
from repositories.database import Database
from repositories.errors import BadInputError, QuintetError, TimeoutExceededError, translate
from repositories.events import EventHub
from repositories.identity import Identity
from repositories.roadtrip.reads import ReadLog

DEADLINE_SECONDS = 10.0


@dataclass(frozen=True)
class Request:
    """What a client sent, checked for its form only."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)


class RequestError(Exception):
    """The request was refused before anything ran."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("request refused")
        self.errors = errors


class Engine:
    """Runs operations of one schema on one database."""

    def __init__(self, schema: strawberry.Schema, database: Database, hub: EventHub, *, development: bool) -> None:
        self._schema = schema._schema
        self._hide_suggestions = not development
        self.database = database
        self.hub = hub
        self.reads = ReadLog(database)
        self.documents = DocumentCache(self._schema, introspection=development)
        self._shared = SharedAnswers()

    def prepare(self, request: Request) -> tuple[Document, OperationDefinitionNode]:
        """The document and operation of a request; raises RequestError where it may not run."""
        try:
            document = self.documents.get(request.query)
            operation = document.operation(request.operation_name)
            document.check(operation, request.variables)
        except InvalidDocumentError as error:
            raise RequestError(describe_all(error.errors)) from None
        except Exception as error:
            raise RequestError([describe(error)]) from error
        return document, operation

    async def execute(self, request: Request, document: Document, identity: Identity) -> Answer:
        """Run a query or mutation."""
        operation = self._operation(request, document, identity)
        executor = self._executor(request, document, operation)
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                try:
                    return await _finish(executor.execute_operation())
                finally:
                    await self._end(operation)
        except TimeoutError:
            late = TimeoutExceededError(f"The operation took longer than {DEADLINE_SECONDS:.0f} seconds.")
            return Answer(errors=[describe(late)], data=None)
        except QuintetError as error:
            return Answer(errors=[describe(error)], data=None)

    async def subscribe(
        self, request: Request, document: Document, identity: Identity
    ) -> AsyncGenerator[Answer, None]:
        """Run a subscription: one answer per event. Raises RequestError where it cannot start."""
        start = self._operation(request, document, identity)
        executor = self._executor(request, document, start)
        try:
            stream: Any = create_source_event_stream(executor)
            if executor.is_awaitable(stream):
                stream = await stream
        finally:
            # Not its end: the stream asks its first question when the first event is asked for.
            await start.close()
        if isinstance(stream, ExecutionResult):
            raise RequestError(describe_all(stream.errors or []))
        answers = self._shared.of(identity, request, document.cursor_variable(executor.operation))
        try:
            async for delivery in stream:
                reader = self._operation(request, document, identity)
                yield await answers.get(delivery, lambda d=delivery, r=reader: self._deliver(executor, d, r))  # type: ignore[misc]
        except (QuintetError, OSError) as error:
            yield Answer(errors=[describe(translate(error))], data=None)
        finally:
            await stream.aclose()
            await start.end()

    async def _deliver(self, executor: Executor[Any], delivery: Delivery, reader: Operation) -> Answer:
        """The answer for one event, read with the subscriber's rights at this moment."""
        delivery.operation = reader
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                return await _finish(execute_subscription_event(executor.build_per_event_executor(delivery)))
        except TimeoutError:
            late = TimeoutExceededError("Reading the event took too long.")
            return Answer(errors=[describe(late)], data=None)
        finally:
            await self._end(delivery.operation)

    async def _end(self, operation: Operation) -> None:
        self.reads.note(operation.identity, operation.tables)
        await operation.end()

    def _operation(self, request: Request, document: Document, identity: Identity) -> Operation:
        purpose = partial(purpose_of, document.node, request.operation_name, request.variables)
        return Operation(self.database, self.hub, identity, purpose)

    def _executor(self, request: Request, document: Document, operation: Operation) -> Executor[Any]:
        built = ResolverLane.build(
            self._schema,
            document.node,
            None,
            operation,
            request.variables,
            request.operation_name,
            hide_suggestions=self._hide_suggestions,
        )
        if isinstance(built, list):
            raise RequestError(describe_all(built))
        return built


async def _finish(result: Any) -> Answer:
    if not isinstance(result, ExecutionResult):
        result = await result
    result = cast(ExecutionResult, result)
    if result.errors:
        return Answer(errors=describe_all(result.errors), data=result.data)
    return Answer(data=result.data)


def must_not_subscribe(operation: OperationDefinitionNode) -> None:
    """Refuse a subscription over a transport that gives one answer."""
    if operation.operation is OperationType.SUBSCRIPTION:
        raise RequestError(
            [
                describe(
                    BadInputError(
                        "A subscription needs a WebSocket (graphql-transport-ws) or Accept: text/event-stream."
                    )
                )
            ]
        )
