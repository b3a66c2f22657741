"""Generated selections: fields under any names, merged, in fragments of all kinds, skipped and included."""

import random
from dataclasses import dataclass

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from gql.derivation.derived import ROW_TYPES
from tests.oracle.arguments import Arguments, Asked
from tests.oracle.corpus import STAFF_ROWS, List_
from tests.oracle.coverage import Coverage
from tests.oracle.lists import is_flat, is_page, rows_of
from tests.oracle.shape import Composite, Member, Room, Shape, absorb, fits
from tests.oracle.writing import Writer

MOST_ROWS = 400
MOST_PARTS = 40
MOST_ALIASES = 40
MOST_DIRECTIVES = 40
ALIASES = (
    "a", "b", "_", "A1", "id", "nodes", "node", "edges", "cursor", "pageInfo", "totalCount", "data", "answer", "key",
    "_cursor", "_number", "_parent", "null", "true", "select", "nodeId", "title", "createdAt", "a" * 60, "on",
    "query",
)  # fmt: skip
FEW = frozenset({"GeoPoint", "PageInfo"})
BOOLEAN = GraphQLNonNull(GraphQLBoolean)


@dataclass(frozen=True)
class Fragment:
    """A named fragment: its text, and what a selection has that it is spread into."""

    name: str
    kind: str
    text: str
    shape: Shape
    depth: int
    list: List_ | None


class Selections:
    """Generates the selections of one operation."""

    def __init__(
        self,
        draw: random.Random,
        schema: GraphQLSchema,
        arguments: Arguments,
        coverage: Coverage,
        writer: Writer,
        fields: int,
    ) -> None:
        self._draw = draw
        self._schema = schema
        self._arguments = arguments
        self._coverage = coverage
        self._writer = writer
        self._fields_left = fields
        self._aliases_left = MOST_ALIASES
        self._directives_left = MOST_DIRECTIVES
        self._focus = coverage.focus(draw) if draw.random() < 0.9 else None
        if self._focus in STAFF_ROWS and draw.random() < 0.5:
            self._focus = None
        self._with_staffs = arguments.filters.with_staffs = self._focus in STAFF_ROWS or draw.random() < 0.04
        self._condition = 0.06 if draw.random() < 0.7 else 0.0
        self.fragments: list[Fragment] = []

    def of(self, kind: GraphQLObjectType, shape: Shape, room: Room, place: List_ | None = None) -> str:
        """A selection on an object."""
        number = max(1, round(self._draw.expovariate(1 / room.width))) + is_page(kind)
        number = min(number, max(1, self._fields_left), MOST_PARTS)
        found = [*self._towards_focus(kind, shape, room), *self._all_leaves(kind, shape, room)]
        found += [self._part(kind, shape, room, place) for _ in range(number - len(found))]
        found = [part for part in found if part] or ["__typename"]
        return "{ " + " ".join(found) + " }"

    def _part(self, kind: GraphQLObjectType, shape: Shape, room: Room, place: List_ | None) -> str:
        chance = self._draw.random()
        if chance < 0.05 or (chance > 0.85 and self._coverage.is_open(f"{kind.name}.__typename")):
            return self._typename(kind, shape, room)
        if chance < 0.12 and shape:
            return self._again(kind, shape)
        if chance < 0.17 and room.depth > 1:
            return self._inline(kind, shape, room, place)
        if chance < 0.24 and room.depth > 1 and kind.name != "Query":
            return self._spread(kind, shape, room, place)
        return self._field(kind, shape, room, place)

    def _towards_focus(self, kind: GraphQLObjectType, shape: Shape, room: Room) -> list[str]:
        """What every operation has: a way from the root to the rows that it is about."""
        if self._focus is None or shape or not (kind.name == "Query" or kind.name.endswith("Query")):
            return []
        names = [name for name, field in kind.fields.items() if self._leads_to_focus(get_named_type(field.type))]
        lists = [name for name in names if "filter" in kind.fields[name].args]
        chosen = [self._draw.choice(lists or names)] if names else []
        if lists and self._draw.random() < 0.6:
            chosen.append(self._draw.choice(names))
        return [self._selected(kind, name, shape, room, None) for name in chosen]

    def _all_leaves(self, kind: GraphQLObjectType, shape: Shape, room: Room) -> list[str]:
        """Often each key of groups, and each number over them: one does not see all of them otherwise."""
        is_computed = is_flat(kind) and kind.name not in FEW
        if not is_computed or shape or self._draw.random() < 0.5:
            return []
        return [self._selected(kind, name, shape, room, None) for name in kind.fields]

    def _typename(self, kind: Composite, shape: Shape, room: Room) -> str:
        member = Member("__typename", "__typename", f"{kind.name}.__typename", "String!", None, room)
        return self._named(member, shape)

    def _again(self, kind: Composite, shape: Shape) -> str:
        """A field that is there already, perhaps with something else selected on it."""
        name = self._draw.choice([*shape])
        member = shape[name]
        if not member.unit.startswith(f"{kind.name}."):
            return ""
        return self._written(member)

    def _inline(self, kind: GraphQLObjectType, shape: Shape, room: Room, place: List_ | None) -> str:
        condition = self._draw.choice((kind.name, kind.name, "", "Node" if kind.name in ROW_TYPES else ""))
        directives = self._directives() if condition else self._directives() or self._directives()
        selection = self.on_node(shape, room) if condition == "Node" else self.of(kind, shape, room, place)
        return f"...{f' on {condition}' if condition else ''}{directives} {selection}"

    def on_node(self, shape: Shape, room: Room) -> str:
        """A selection on the interface of all rows."""
        node = self._schema.type_map["Node"]
        assert isinstance(node, GraphQLInterfaceType)
        parts = [self._typename(node, shape, room)] if self._draw.random() < 0.4 else []
        member = Member("nodeId", "nodeId", "Node.nodeId", "ID!", None, room)
        parts += [self._named(member, shape)]
        return "{ " + " ".join(filter(None, parts)) + " }" if any(parts) else "{ __typename }"

    def _spread(self, kind: GraphQLObjectType, shape: Shape, room: Room, place: List_ | None) -> str:
        known = [
            fragment
            for fragment in self.fragments
            if (fragment.kind, fragment.list) == (kind.name, place)
            and fragment.depth <= room.depth
            and room.parents <= 20
            and fits(shape, fragment.shape)
        ]
        if known and self._draw.random() < 0.7:
            fragment = self._draw.choice(known)
        else:
            own: Shape = {}
            text = self.of(kind, own, room, place)
            if not fits(shape, own):
                return ""
            fragment = Fragment(f"F{len(self.fragments) + 1}", kind.name, text, own, room.depth, place)
            self.fragments.append(fragment)
        absorb(shape, fragment.shape)
        return f"...{fragment.name}{self._directives()}"

    def _field(self, kind: GraphQLObjectType, shape: Shape, room: Room, place: List_ | None) -> str:
        names = [name for name, field in kind.fields.items() if self._has_room(field, room)]
        if not names:
            return ""
        (name,) = self._draw.choices(names, [self._weight(kind, name) for name in names])
        return self._selected(kind, name, shape, room, place)

    def _has_room(self, field: GraphQLField, room: Room) -> bool:
        kind = get_named_type(field.type)
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return True
        if is_flat(kind):
            return room.depth > 1
        if rows_of(kind) in STAFF_ROWS and not self._with_staffs:
            return False
        levels = 3 if is_page(kind) else 2
        return room.depth > levels and room.parents < MOST_ROWS and self._fields_left > 0

    def _weight(self, kind: GraphQLObjectType, name: str) -> float:
        named = get_named_type(kind.fields[name].type)
        weight = 16 * self._coverage.is_open(f"{kind.name}.{name}") + 1
        if is_page(kind) and name in ("nodes", "edges"):
            return weight + 3
        if self._focus is not None and self._leads_to_focus(named):
            return weight + 50
        return weight + 2 * (rows_of(named) in ROW_TYPES)

    def _leads_to_focus(self, kind: GraphQLNamedType) -> bool:
        assert self._focus is not None
        product = kind.name.removesuffix("Query")
        return rows_of(kind) == self._focus or (product != kind.name and self._focus.startswith(product))

    def _selected(self, kind: GraphQLObjectType, name: str, shape: Shape, room: Room, place: List_ | None) -> str:
        field = kind.fields[name]
        asked = self._arguments.of(kind.name, name, field, MOST_ROWS // room.parents)
        named = get_named_type(field.type)
        inner = named if isinstance(named, GraphQLObjectType | GraphQLInterfaceType) else None
        head = name + self._sent(field, asked)
        member = Member(name, head, f"{kind.name}.{name}", str(field.type), inner, room.below(asked.rows))
        member.place = asked.place or place
        if isinstance(inner, GraphQLInterfaceType):
            member.kinds = asked.kinds
        return self._named(member, shape)

    def _sent(self, field: GraphQLField, asked: Asked) -> str:
        written = [
            f"{name}: {self._writer.write(field.args[name].type, value)}" for name, value in asked.values.items()
        ]
        return f"({', '.join(written)})" if written else ""

    def _named(self, member: Member, shape: Shape) -> str:
        """A field under its own name, or under another one where that is taken, or just so."""
        name = member.name
        if self._aliases_left > 0 and self._draw.random() < 0.13:
            member.name = self._draw.choice(ALIASES)
        if member.name in shape and not shape[member.name].fits(member):
            member.name = f"a{self._aliases_left}"
            if self._aliases_left <= 0 or member.name in shape:
                return ""
        if member.name != name:
            self._aliases_left -= 1
        return self._written(shape.setdefault(member.name, member))

    def _written(self, member: Member) -> str:
        self._fields_left -= 1
        alias = "" if member.head.partition("(")[0] == member.name else f"{member.name}: "
        # What is skipped at the top leaves nothing to compare.
        directives = self._directives() if "Query." not in member.unit or self._draw.random() < 0.2 else ""
        text = f"{alias}{member.head}{directives}"
        match member.kind:
            case None:
                return text
            case GraphQLInterfaceType():
                return f"{text} {self._on_rows(member)}"
        return f"{text} {self.of(member.kind, member.shape, member.room, member.place)}"

    def _on_rows(self, member: Member) -> str:
        """A selection on rows of several types."""
        parts = [self.on_node(member.shape, member.room)[2:-2]] if self._draw.random() < 0.6 else []
        for name in dict.fromkeys(member.kinds):
            kind = self._schema.type_map[name]
            assert isinstance(kind, GraphQLObjectType)
            if self._draw.random() < 0.3:
                parts.append(self._spread(kind, member.shape, member.room, None))
            else:
                parts.append(f"... on {name} {self.of(kind, member.shape, member.room)}")
        return "{ " + (" ".join(filter(None, parts)) or "__typename") + " }"

    def _directives(self) -> str:
        found = ""
        for name in ("skip", "include"):
            if self._directives_left > 0 and self._draw.random() < self._condition:
                self._directives_left -= 1
                flag = self._draw.random() < (0.3 if name == "skip" else 0.7)
                found += f" @{name}(if: {self._writer.write(BOOLEAN, flag)})"
        return found
