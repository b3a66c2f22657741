"""Queries in the compiled lane: one statement, or word that the resolver lane has to answer."""

from typing import Any

import structlog
from graphql import GraphQLError, OperationDefinitionNode
from prometheus_client import Counter

from gql.answer import Answer
from gql.documents import Document
from gql.errors import describe
from gql.plan.errors import DeclinedError
from gql.plan.lane import Asked, CompiledLane, Prepared
from gql.purpose import purpose_in
from gql.requests import Explain, Lane, Request
from repositories.database import Database
from repositories.errors import BadInputError, QuintetError, TimeoutExceededError, UnavailableError
from repositories.identity import Identity, Trust
from repositories.roadtrip.notes import Notes
from repositories.staff import record_read

OPERATIONS = Counter("quintet_operations_total", "Operations by the lane that answered them.", ["lane"])
COMPILED = OPERATIONS.labels(Lane.COMPILED)
log = structlog.get_logger(__name__)


class CompiledQueries:
    """Answers queries by one statement each, where that can be done."""

    def __init__(self, compiled: CompiledLane, database: Database, notes: Notes, lane: Lane) -> None:
        self._compiled = compiled
        self._database = database
        self._notes = notes
        self._lane = lane

    async def answer(
        self, request: Request, document: Document, identity: Identity, explanation: dict[str, Any] | None
    ) -> Answer | None:
        """The answer; None where the resolver lane has to give it, or to say what is wrong."""
        if (request.lane or self._lane) is Lane.RESOLVER:
            return None
        operation = document.operation(request.operation_name)
        identity = identity.within(document.products(operation))
        try:
            prepared = self._prepare(request, document, operation, identity)
        except DeclinedError as error:
            if request.lane is Lane.COMPILED:
                return Answer(errors=[describe(BadInputError(f"This is not compiled: {error}"))])
            if explanation is not None:
                explanation["declined"] = str(error)
            return None
        self._notes.reads.note(identity, prepared.plan.tables)
        try:
            answer = await self._read(request, document, prepared, identity)
            if explanation is not None:
                explanation.update(await self._explain(request, prepared, identity))
        except (UnavailableError, TimeoutExceededError) as error:
            return Answer(errors=[describe(error)], data=None)
        except QuintetError:
            return None
        except (OSError, ValueError, TypeError, LookupError) as error:
            log.error("a compiled operation failed", operation=request.operation_name, exc_info=error)
            return None
        self._notes.hits.note(identity, prepared.used)
        COMPILED.inc()
        return answer

    def _prepare(
        self, request: Request, document: Document, operation: OperationDefinitionNode, identity: Identity
    ) -> Prepared:
        """The statement for a request; DeclinedError where there is none."""
        try:
            variables = document.variables(operation).coerced(request.variables)
            return self._compiled.prepare(Asked(document, operation, variables, identity))
        except (QuintetError, GraphQLError) as error:
            raise DeclinedError("A value is refused.") from error
        except DeclinedError:
            raise
        except Exception as error:
            if request.lane is Lane.COMPILED:
                raise
            # A fault of the compiler costs speed, not the answer.
            log.error("an operation could not be compiled", operation=request.operation_name, exc_info=error)
            raise DeclinedError("The compiler failed.") from error

    async def _read(self, request: Request, document: Document, prepared: Prepared, identity: Identity) -> Answer:
        if identity.trust is Trust.ADMIN:
            await record_read(self._database, identity, purpose_in(request, document))
        return Answer(data=await self._compiled.answer(prepared, identity))

    async def _explain(self, request: Request, prepared: Prepared, identity: Identity) -> dict[str, Any]:
        told = {
            "lane": Lane.COMPILED,
            "sql": prepared.plan.sql,
            "binds": prepared.plan.binds,
            "planWasCached": prepared.cached,
        }
        if request.explain is Explain.PLAN:
            told["plan"] = await self._database.explain(identity, prepared.plan.sql, prepared.values)
        return told
