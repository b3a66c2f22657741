"""Comparing the lanes: each operation in both of them under three identities, and a tally of what that proved."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import orjson
from graphql import GraphQLObjectType

from gql.answer import Answer
from gql.derivation.objects import ROW_TYPES
from gql.engine import Engine, RequestError
from gql.plan.lane import Asked
from gql.requests import Lane, Request
from repositories.errors import BadInputError
from repositories.identity import Identity
from tests.oracle.corpus import Corpus
from tests.oracle.coverage import Coverage
from tests.oracle.data import NOBODY, OWNER, STAFF_MEMBER, STRANGER, Callers
from tests.oracle.operations import Operation, Operations
from tests.oracle.shape import Member, walk

DECLINED = "This is not compiled: "
REFUSED = "A value is refused."
# What only a fault of the generator brings about.
INVALID = re.compile(r"conflict|Cannot query|Unknown|never used|not defined|selection|Syntax Error|used in position")


@dataclass(frozen=True)
class Difference:
    """An operation that the lanes answer differently, or that the compiled lane fails at silently."""

    caller: str
    request: Request
    resolved: bytes
    compiled: bytes
    reason: str = ""

    def __str__(self) -> str:
        lines = [f"as {self.caller}: {self.request.query}", f"variables: {self.request.variables!r}"]
        lines += [f"resolver: {self.resolved.decode()}", f"compiled: {self.compiled.decode()}"]
        return "\n".join([*lines, *([self.reason] if self.reason else [])])

    @property
    def size(self) -> int:
        """How much there is to read."""
        return len(self.request.query) + len(self.resolved)


@dataclass
class Tally:
    """What was run and what came of it."""

    operations: int = 0
    refused: int = 0
    runs: int = 0
    compiled: int = 0
    with_errors: int = 0
    owners: int = 0
    owners_with_rows: int = 0
    declined: Counter[str] = field(default_factory=Counter)
    values_refused: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    @property
    def share_with_rows(self) -> float:
        """The part of the owner's operations that returned rows."""
        return self.owners_with_rows / max(1, self.owners)


class Oracle:
    """Both lanes of one engine over one filled database."""

    def __init__(self, engine: Engine, callers: Callers, corpus: Corpus, seed: int) -> None:
        self._engine = engine
        self._callers = callers
        self._corpus = corpus
        self._schema = engine._schema
        self.coverage = Coverage(self._schema)
        self.tally = Tally()
        self._operations = Operations(seed, self._schema, corpus, self.coverage)

    @classmethod
    async def ready(cls, engine: Engine, callers: Callers, seed: int) -> Self:
        """An oracle that has read what there is."""

        async def read(caller: str, query: str) -> Any:
            answer = await _execute(engine, Request(query, lane=Lane.RESOLVER), callers[caller])
            assert "errors" not in answer, answer
            return orjson.loads(answer.body)["data"]

        corpus = await Corpus.read(lambda query: read(STAFF_MEMBER, query), lambda query: read(OWNER, query))
        return cls(engine, callers, corpus, seed)

    async def run(self) -> None:
        """Generate one operation and compare."""
        operation = self._permitted()
        stranger = STRANGER if self.tally.operations % 2 else NOBODY
        self.tally.operations += 1
        compiled = False
        for caller in (OWNER, stranger, STAFF_MEMBER):
            compiled |= await self._compare(caller, operation)
        if compiled:
            document, _ = self._engine.prepare(Request(operation.query, operation.name, operation.variables))
            self.coverage.adds(document.node, operation.variables)

    def _permitted(self) -> Operation:
        """The next operation that is not larger than permitted, nor has literals that are refused."""
        while True:
            operation = self._operations.next()
            try:
                document, _ = self._engine.prepare(Request(operation.query, operation.name, operation.variables))
            except RequestError as error:
                if INVALID.search(error.errors[0]["message"]):
                    raise AssertionError(f"{operation.query}\n{error.errors}") from error
                self.tally.refused += 1
                continue
            self.coverage.asks(document.node)
            return operation

    async def _compare(self, caller: str, operation: Operation) -> bool:
        """Ask both lanes; whether the compiled one really answered."""
        request = Request(operation.query, operation.name, operation.variables)
        resolved = await self.ask(caller, request, Lane.RESOLVER)
        compiled = await self.ask(caller, request, Lane.COMPILED)
        self.tally.runs += 1
        self._note(caller, operation, resolved)
        found = await self.difference(caller, request, resolved, compiled)
        if found is not None:
            self.tally.differences.append(found)
        is_compiled = isinstance(compiled.get("data"), orjson.Fragment)
        self.tally.compiled += is_compiled
        return is_compiled

    async def ask(self, caller: str, request: Request, lane: Lane) -> Answer:
        """The answer of a lane to somebody."""
        asked = Request(request.query, request.operation_name, request.variables, lane=lane)
        return await _execute(self._engine, asked, self._callers[caller])

    async def difference(
        self, caller: str, request: Request, resolved: Answer, compiled: Answer
    ) -> Difference | None:
        """What is wrong with two answers, if anything is."""
        found = Difference(caller, request, resolved.body, compiled.body)
        reason = declined(compiled)
        if reason is not None:
            self.tally.declined[reason] += 1
            return await self._given_up(found) if reason == REFUSED and "errors" not in resolved else None
        if resolved.body != compiled.body:
            return found
        if any(error["extensions"]["code"] == "INTERNAL" for error in resolved.get("errors", ())):
            return replace(found, reason="an internal error")
        if "errors" not in resolved and not isinstance(compiled.get("data"), orjson.Fragment):
            return await self._given_up(found)
        return None

    async def _given_up(self, found: Difference) -> Difference | None:
        """The compiled lane left an operation to the resolver lane, which has no complaint: why?

        It may well refuse a value that the resolver lane never comes across, in a list of a row that is not there.
        """
        document, operation = self._engine.prepare(found.request)
        lane, identity = self._engine.compiled, self._callers[found.caller]
        try:
            variables = lane.coerced(operation, found.request.variables)
            await lane.answer(lane.prepare(Asked(document, operation, variables, identity)), identity)
        except BadInputError as error:
            self.tally.values_refused[f"{error} ({error.details})"[:100]] += 1
            return None
        except Exception as error:  # noqa: BLE001 - it is told, whatever it is
            reason = f"{type(error).__name__}: {error} {getattr(error, 'details', '')}"
            return replace(found, reason=f"the compiled lane failed: {reason}")
        return replace(found, reason="the compiled lane gave up, but not a second time")

    def _note(self, caller: str, operation: Operation, answer: Answer) -> None:
        """Learn cursors, and count what the answer proves."""
        rows = 0

        def visit(member: Member, value: Any) -> None:
            nonlocal rows
            if value is None:
                return
            self.coverage.valued[member.unit] += 1
            if isinstance(member.kind, GraphQLObjectType) and member.kind.name in ROW_TYPES:
                rows += value != []
            if member.unit.endswith(("Edge.cursor", "PageInfo.startCursor", "PageInfo.endCursor")) and member.place:
                self._corpus.learn(member.place, value)

        data = orjson.loads(answer.body).get("data")
        if caller != NOBODY and data is not None:
            walk(operation.shape, data, visit)
        errors: Sequence[Any] = answer.get("errors", ())
        self.tally.with_errors += bool(errors)
        self.tally.codes.update(error["extensions"]["code"] for error in errors)
        if caller == OWNER:
            self.tally.owners += 1
            self.tally.owners_with_rows += rows > 0


def declined(answer: Answer) -> str | None:
    """Why the compiled lane did not take an operation; None where it did."""
    for error in answer.get("errors", ()):
        if error["message"].startswith(DECLINED):
            return str(error["message"].removeprefix(DECLINED))
    return None


async def _execute(engine: Engine, request: Request, identity: Identity) -> Answer:
    document, _ = engine.prepare(request)
    try:
        return await engine.execute(request, document, identity)
    except RequestError as error:
        return Answer(errors=error.errors)
    except Exception as error:  # noqa: BLE001 - it is told, whatever it is
        return Answer(errors=[{"message": repr(error), "extensions": {"code": "INTERNAL"}}])
