"""The engine: from a request to an answer, whatever it came over."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar, cast

import strawberry
from graphql import ExecutionResult, OperationDefinitionNode, OperationType
from graphql.execution import create_source_event_stream, execute_subscription_event
from graphql.execution.executor import Executor

from gql.answer import Answer
from gql.compiled import OPERATIONS, CompiledQueries
from gql.documents import Document, DocumentCache, InvalidDocumentError, is_mutation
from gql.errors import describe, describe_all
from gql.execution.executor import ResolverLane
from gql.execution.operation import Operation
from gql.live import Delivery, SharedAnswers
from gql.plan.lane import Asked, CompiledLane
from gql.plan.parts import Parts
from gql.purpose import purpose_in
from gql.requests import Explain, Lane, Request
from gql.trusted import TrustedDocuments
from gql.usage import Meter
from models.roadtrip.usage import CallLimits
from repositories.database import Database
from repositories.errors import (
    BadInputError,
    ForbiddenError,
    QuintetError,
    TimeoutExceededError,
    translate,
)
from repositories.events import EventHub
from repositories.identity import Identity, Trust
from repositories.roadtrip.notes import Notes
from repositories.roadtrip.usage import Usage

DEADLINE_SECONDS = 10.0
LANE, EXPLAIN = "x-quintet-lane", "x-quintet-explain"
Choice = TypeVar("Choice", bound=StrEnum)


class RequestError(Exception):
    """The request was refused before anything ran."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("request refused")
        self.errors = errors


class Engine:
    """Runs operations of one schema on one database."""

    def __init__(
        self,
        schema: strawberry.Schema,
        database: Database,
        hub: EventHub,
        *,
        development: bool,
        lane: Lane = Lane.COMPILED,
        trusted: TrustedDocuments | None = None,
        limits: CallLimits | None = None,
    ) -> None:
        self.trusted = trusted or TrustedDocuments()
        self._lane = lane
        self._development = development
        self.compiled = CompiledLane(schema._schema, database)
        self.notes = Notes(database)
        self.usage = Usage(database, limits or {})
        self._meter = Meter(self.usage)
        self._queries = CompiledQueries(self.compiled, database, self.notes, lane)
        self._schema = schema._schema
        self.database = database
        self.hub = hub
        self.documents = DocumentCache(self._schema, introspection=development)
        self._shared = SharedAnswers()

    def asked(self, request: Request, headers: Mapping[str, str], identity: Identity) -> Request:
        """The request with the lane and the explanation that headers ask for, where that is permitted."""
        lane, explain = headers.get(LANE), headers.get(EXPLAIN)
        if lane is not None and self._development:
            request = replace(request, lane=_one_of(Lane, LANE, lane))
        if explain is None:
            return request
        if not self._development and identity.trust is not Trust.ADMIN:
            raise RequestError([describe(ForbiddenError("Only staff may ask how an operation is run."))])
        return replace(request, explain=_one_of(Explain, EXPLAIN, explain))

    def identify(self, request: Request) -> Request:
        """The request with the text of its document, where it named one; raises RequestError."""
        try:
            return self.trusted.resolve(request)
        except QuintetError as error:
            raise RequestError([describe(error)]) from error

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
        """Run a query or mutation: by one statement where that can be done, else by resolvers.

        Raises RequestError where the caller makes too many calls.
        """
        self._admit(request, document, identity)
        explanation: dict[str, Any] | None = {} if request.explain else None
        # A compiled query needs no deadline of its own: to be lent a connection, and to be answered, have theirs.
        answer = await self._queries.answer(request, document, identity, explanation)
        answer = answer or await self._resolved(request, document, identity, explanation)
        if explanation is not None:
            answer["extensions"] = {"explain": explanation}
        return answer

    def _admit(self, request: Request, document: Document, identity: Identity) -> None:
        if refusal := self._meter.refusal(request, document, identity):
            raise RequestError([refusal])

    async def _resolved(
        self, request: Request, document: Document, identity: Identity, explanation: dict[str, Any] | None
    ) -> Answer:
        OPERATIONS.labels(Lane.RESOLVER).inc()
        operation = self._operation(request, document, identity)
        executor = self._executor(request, document, operation)
        if is_mutation(executor.operation):
            self._compile_parts(request, document, executor, operation)
        if explanation is not None:
            operation.explained = []
            explanation.update({"lane": Lane.RESOLVER, "statements": operation.explained})
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                try:
                    return await _finish(executor.execute_operation())
                finally:
                    await self._end(operation)
        except TimeoutError:
            return _late()
        except QuintetError as error:
            return Answer(errors=[describe(error)], data=None)

    async def subscribe(
        self, request: Request, document: Document, identity: Identity
    ) -> AsyncGenerator[Answer, None]:
        """Run a subscription: one answer per event. Raises RequestError where it cannot start."""
        self._admit(request, document, identity)
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
                self._compile_parts(request, document, executor, reader)
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

    def _compile_parts(
        self, request: Request, document: Document, executor: Executor[Any], operation: Operation
    ) -> None:
        """Let rows of events and what belongs to written rows be compiled; what staff reads is recorded first."""
        if (request.lane or self._lane) is Lane.RESOLVER or operation.identity.trust is Trust.ADMIN:
            return
        variables = executor.variable_values.coerced
        asked = Asked(document, executor.operation, variables, operation.identity)
        operation.parts = Parts(self.compiled, asked, operation.tables)

    async def _end(self, operation: Operation) -> None:
        self.notes.reads.note(operation.identity, operation.tables)
        self.notes.hits.note(operation.identity, operation.uses)
        await operation.end()

    def _operation(self, request: Request, document: Document, identity: Identity) -> Operation:
        purpose = partial(purpose_in, request, document)
        reached = document.products(document.operation(request.operation_name))
        return Operation(self.database, self.hub, identity.within(reached), purpose)

    def _executor(self, request: Request, document: Document, operation: Operation) -> Executor[Any]:
        built = ResolverLane.build(
            self._schema,
            document.node,
            None,
            operation,
            request.variables,
            request.operation_name,
            hide_suggestions=not self._development,
        )
        if isinstance(built, list):
            raise RequestError(describe_all(built))
        return built


def _one_of(kinds: type[Choice], header: str, value: str) -> Choice:
    if value not in list(kinds):
        raise RequestError([describe(BadInputError(f"{header} is {' or '.join(kinds)}."))])
    return kinds(value)


def _late() -> Answer:
    late = TimeoutExceededError(f"The operation took longer than {DEADLINE_SECONDS:.0f} seconds.")
    return Answer(errors=[describe(late)], data=None)


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
