"""Generated operations over the whole schema, derived from the schema and from what the graph knows of its fields."""

import random
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema

from gql.limits import MAX_DEPTH
from tests.oracle.arguments import Arguments
from tests.oracle.corpus import Corpus
from tests.oracle.coverage import Coverage
from tests.oracle.selections import Selections
from tests.oracle.shape import Room, Shape
from tests.oracle.writing import Writer, sent

FIELDS = (8, 16, 24, 30, 40, 40, 60, 80, 150)
MOST_FIELDS = 500
DEPTHS = (7, 7, 9, 9, 11, MAX_DEPTH)


@dataclass(frozen=True)
class Operation:
    """A generated operation: what is sent, and the shape of its answer."""

    query: str
    name: str | None
    variables: dict[str, Any]
    shape: Shape


class Operations:
    """Generates operations; the same ones for the same seed and data."""

    def __init__(self, seed: int, schema: GraphQLSchema, corpus: Corpus, coverage: Coverage) -> None:
        self._draw = random.Random(seed)
        self._schema = schema
        self._coverage = coverage
        self._arguments = Arguments(self._draw, corpus, coverage)

    def next(self) -> Operation:
        """One more operation; it may still be larger than permitted."""
        draw = self._draw
        writer = Writer(draw, draw.choice((0.0, 0.0, 0.1, 0.4, 0.8)))
        fields = MOST_FIELDS if draw.random() < 0.01 else draw.choice(FIELDS)
        selections = Selections(draw, self._schema, self._arguments, self._coverage, writer, fields)
        assert self._schema.query_type is not None
        shape: Shape = {}
        room = Room(draw.choice(DEPTHS), 1, 2 + fields / 15)
        body = selections.of(self._schema.query_type, shape, room)
        for fragment in reversed(selections.fragments):
            if f"...{fragment.name}" in _words(body):
                body += f" fragment {fragment.name} on {fragment.kind} {fragment.text}"
        return self._finished(body, writer, shape)

    def _finished(self, body: str, writer: Writer, shape: Shape) -> Operation:
        used = {variable.name: variable for variable in writer.used_in(body)}
        declared = ", ".join(variable.declaration for variable in used.values())
        chance = self._draw.random()
        if not declared and chance < 0.5:
            return Operation(body, None, {}, shape)
        name = f"Q{self._draw.randrange(9)}" if chance < 0.8 else None
        head = f"query{f' {name}' if name else ''}{f'({declared})' if declared else ''} "
        other = " query Other { __typename }" if name and chance < 0.05 else ""
        return Operation(head + body + other, name if other or chance < 0.5 else None, sent(used), shape)


def _words(text: str) -> set[str]:
    return set(text.split())
