"""The oracle at work: operations generated, asked of both lanes under three identities, and tallied."""

import itertools
import random
import re
from dataclasses import replace
from typing import Any, Self

import orjson
from graphql import GraphQLNamedType

from gql.answer import Answer
from gql.derivation.derived import ROW_TYPES
from gql.engine import Engine, RequestError
from gql.requests import Lane, Request
from tests.oracle.corpus import Corpus
from tests.oracle.coverage import Coverage
from tests.oracle.data import NOBODY, OWNER, PARTLY, STAFF_MEMBER, STRANGER, Callers
from tests.oracle.lanes import Lanes
from tests.oracle.lists import is_page, rows_of
from tests.oracle.operations import Operation, Operations
from tests.oracle.shape import Member, walk
from tests.oracle.tally import Tally
from tests.oracle.variations import Variations

# What only a fault of the generator brings about.
INVALID = re.compile(r"conflict|Cannot query|Unknown|never used|not defined|selection|Syntax Error|used in position")
CURSORS = ("Edge.cursor", "PageInfo.startCursor", "PageInfo.endCursor")


class Oracle:
    """Compares the lanes of one engine over one filled database."""

    def __init__(self, engine: Engine, lanes: Lanes, corpus: Corpus, seed: int) -> None:
        schema = engine._schema
        self.lanes = lanes
        self.tally = Tally(Coverage(schema))
        self._corpus = corpus
        self._operations = Operations(seed, schema, corpus, self.tally.coverage)
        self._variations = Variations(random.Random(seed), schema, corpus)
        self._others = itertools.cycle((STRANGER, NOBODY, PARTLY))

    @classmethod
    async def ready(cls, engine: Engine, callers: Callers, seed: int) -> Self:
        """An oracle that has read what there is."""
        lanes = Lanes(engine, callers)

        async def read(caller: str, query: str) -> Any:
            answer = await lanes.ask(caller, Request(query), Lane.RESOLVER)
            assert "errors" not in answer, answer
            return orjson.loads(answer.body)["data"]

        corpus = await Corpus.read(lambda query: read(STAFF_MEMBER, query), lambda query: read(OWNER, query))
        return cls(engine, lanes, corpus, seed)

    def goes_on(self, operations: int) -> bool:
        """Whether so many operations are not run yet, or not enough, at most twice as many, to use everything."""
        most = operations * 2 if self.tally.coverage.missing else operations
        return self.tally.operations < most

    async def run(self) -> None:
        """Generate one operation and compare; then the same with other values, which its plan has to serve too."""
        operation, request = self._permitted()
        self.tally.operations += 1
        with_rows, is_compiled = False, False
        for caller in (OWNER, next(self._others), STAFF_MEMBER):
            verdict = await self.lanes.judge(caller, request)
            self.tally.add(verdict)
            is_compiled |= verdict.is_compiled
            rows = self._learn(operation, verdict.resolved)
            with_rows |= caller == OWNER and rows > 0
        self.tally.with_rows += with_rows
        document = self.lanes.document(request)
        if is_compiled:
            self.tally.coverage.adds(document, operation.variables)
        if operation.variables:
            varied = replace(request, variables=self._variations.of(document, operation.variables))
            self.tally.add(await self.lanes.judge(OWNER, varied, operation.variables))

    def _permitted(self) -> tuple[Operation, Request]:
        """The next operation that is not larger than permitted, nor has literals that are refused."""
        while True:
            operation = self._operations.next()
            request = Request(operation.query, operation.name, operation.variables)
            try:
                self.tally.coverage.asks(self.lanes.document(request), operation.variables)
            except RequestError as error:
                if INVALID.search(error.errors[0]["message"]):
                    raise AssertionError(f"{operation.query}\n{error.errors}") from error
                self.tally.not_permitted += 1
            else:
                return operation, request

    def _learn(self, operation: Operation, answer: Answer) -> int:
        """Learn cursors, note which fields had values; the number of places where there were rows."""
        rows = 0

        def visit(member: Member, value: Any) -> None:
            nonlocal rows
            if value is None:
                return
            self.tally.coverage.shows(member.unit)
            if member.kind is not None and (member.kind.name == "Node" or _is_row(member.kind)):
                rows += value != []
            if member.unit.endswith(CURSORS) and member.place is not None:
                self._corpus.learn(member.place, value)

        walk(operation.shape, orjson.loads(answer.body).get("data"), visit)
        return rows


def _is_row(kind: GraphQLNamedType) -> bool:
    """Whether a value of a type is a row, an edge with one, or a group of some."""
    return not is_page(kind) and rows_of(kind).removesuffix("Group") in ROW_TYPES
