"""The shape of an answer while its operation is being generated: which names are taken, and by what."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType

from tests.oracle.corpus import List_

Composite = GraphQLObjectType | GraphQLInterfaceType


@dataclass(frozen=True)
class Room:
    """How much may still be asked for below a place: levels, and rows for each of the parents' rows."""

    depth: int
    parents: int
    width: float

    def below(self, rows: int = 1) -> "Room":
        """What is left one level down."""
        return replace(self, depth=self.depth - 1, parents=self.parents * rows, width=self.width * 0.75)


@dataclass
class Member:
    """A field of the answer under one name; fields of the same head are merged."""

    name: str
    head: str
    unit: str
    type: str
    kind: Composite | None
    room: Room
    shape: "Shape" = field(default_factory=dict)
    place: List_ | None = None
    kinds: tuple[str, ...] = ()

    def fits(self, other: "Member") -> bool:
        """Whether two fields of one name can be merged."""
        return (self.head, self.type) == (other.head, other.type) and fits(self.shape, other.shape)


Shape = dict[str, Member]


def fits(shape: Shape, other: Shape) -> bool:
    """Whether two selections can stand side by side."""
    return all(name not in shape or shape[name].fits(member) for name, member in other.items())


def absorb(shape: Shape, other: Shape) -> None:
    """Let a selection have what another one has too."""
    for name, member in other.items():
        if name not in shape:
            shape[name] = replace(member, shape={})
        absorb(shape[name].shape, member.shape)


def walk(shape: Shape, answer: Any, visit: Callable[[Member, Any], None]) -> None:
    """Visit every value of an answer with what was selected there."""
    if isinstance(answer, list):
        for item in answer:
            walk(shape, item, visit)
    elif isinstance(answer, dict):
        for name, value in answer.items():
            member = shape.get(name)
            if member is not None:
                visit(member, value)
                if member.shape:
                    walk(member.shape, value, visit)
