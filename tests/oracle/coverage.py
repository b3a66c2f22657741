"""What of the schema operations have used: fields, arguments, members of inputs, values of enums."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    type_from_ast,
    visit,
)

from gql.derivation.derived import ROW_TYPES
from models.base import soft_deletes
from tests.oracle.lists import rows_of

AT_ONCE = 5
MOST_IN_VAIN = 8


def units(schema: GraphQLSchema) -> frozenset[str]:
    """Everything that a query can use."""
    assert schema.query_type is not None
    found: dict[str, GraphQLNamedType] = {}
    waiting: list[GraphQLNamedType] = [schema.query_type]
    while waiting:
        kind = waiting.pop()
        if kind.name not in found:
            found[kind.name] = kind
            waiting.extend(_next(schema, kind))
    return frozenset(unit for kind in found.values() for unit in units_of(kind))


def _next(schema: GraphQLSchema, kind: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
    match kind:
        case GraphQLObjectType() | GraphQLInterfaceType():
            for field in kind.fields.values():
                yield get_named_type(field.type)
                yield from (get_named_type(argument.type) for argument in field.args.values())
            if isinstance(kind, GraphQLInterfaceType):
                yield from schema.get_possible_types(kind)
        case GraphQLInputObjectType():
            yield from (get_named_type(field.type) for field in kind.fields.values())


def units_of(kind: GraphQLNamedType) -> Iterator[str]:
    """What of a type a query can use."""
    match kind:
        case GraphQLObjectType() | GraphQLInterfaceType():
            yield f"{kind.name}.__typename"
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}"
                yield from (f"{kind.name}.{name}({argument})" for argument in field.args)
        case GraphQLInputObjectType():
            yield from (f"{kind.name}.{name}" for name in kind.fields)
        case GraphQLEnumType():
            yield from (f"{kind.name}.{name}" for name in kind.values)


class Coverage:
    """How often each unit was used by operations that both lanes answered, and which fields had a value.

    What was not used yet, or had no value yet, is open until it was asked for in vain too often.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self.wanted = units(schema)
        self.used: Counter[str] = Counter()
        self.shown: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._rows = Rows(schema)
        self._fields = frozenset(unit for unit in self.wanted if self._is_field(unit))
        self._open = set(self.wanted)
        # In order, as drawing from a set would differ from run to run.
        self._open_of = Counter(rows for unit in sorted(self.wanted) for rows in self._rows.of(unit))
        self._open_in = Counter(unit.partition(".")[0] for unit in self.wanted)

    def asks(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        """An operation was made, and may be declined yet."""
        for unit in used_in(self._schema, document, variables):
            self._asked[unit] += 1
            if self._asked[unit] >= MOST_IN_VAIN:
                self._close(unit)

    def adds(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        """Both lanes answered an operation."""
        for unit in used_in(self._schema, document, variables):
            self.used[unit] += 1
            if unit not in self._fields or unit in self.shown:
                self._close(unit)

    def shows(self, field: str) -> None:
        """A field had a value in an answer."""
        self.shown[field] += 1
        if field in self.used:
            self._close(field)

    def _close(self, unit: str) -> None:
        if unit in self._open:
            self._open.remove(unit)
            self._open_of.subtract(self._rows.of(unit))
            self._open_in[unit.partition(".")[0]] -= 1

    def is_open(self, unit: str) -> bool:
        """Whether operations should still use something."""
        return unit in self._open

    def open_in(self, kind: str) -> int:
        """How much of a type is open."""
        return self._open_in[kind]

    def open_of(self, rows: str) -> int:
        """How much about a type of rows is open."""
        return self._open_of[rows]

    def focus(self, draw: random.Random) -> str | None:
        """A type of rows about which something is open."""
        left = {rows: number for rows, number in self._open_of.items() if number > 0}
        return draw.choices([*left], [*left.values()])[0] if left else None

    def choose(self, draw: random.Random, kind: str, names: Sequence[str], number: int) -> list[str]:
        """Some members of a type, mostly open ones as long as there are any."""
        wanting = [name for name in names if self.is_open(f"{kind}.{name}")]
        if wanting and draw.random() < 0.8:
            return draw.sample(wanting, min(len(wanting), max(number, AT_ONCE)))
        return list(dict.fromkeys(draw.choices(names, k=number)))

    @property
    def missing(self) -> list[str]:
        """What no operation has used."""
        return sorted(self.wanted - self.used.keys())

    @property
    def never_shown(self) -> list[str]:
        """The fields that never had a value."""
        return sorted(self._fields - self.shown.keys())

    @property
    def fields(self) -> int:
        """How many fields there are that can have a value."""
        return len(self._fields)

    def _is_field(self, unit: str) -> bool:
        """Whether a unit is a field that can have a value: what was deleted softly, nobody sees."""
        name, _, rest = unit.partition(".")
        kind = self._schema.type_map[name]
        is_field = isinstance(kind, GraphQLObjectType) and "(" not in rest and not rest.startswith("__")
        rows = next(iter(self._rows.of(unit)), "")
        return is_field and not (rest == "deletedAt" and rows in ROW_TYPES and soft_deletes(ROW_TYPES[rows]))


class Rows:
    """Which rows a unit is about: those whose fields, lists, orderings or filters it can be reached from."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._owners: dict[str, set[str]] = {}
        for rows in ROW_TYPES:
            members = schema.type_map[f"{rows}Filter"]
            assert isinstance(members, GraphQLInputObjectType)
            for member in members.fields.values():
                inner = get_named_type(member.type)
                self._owned(inner.name, rows)
                if isinstance(inner, GraphQLInputObjectType) and inner.name.removesuffix("Filter") not in ROW_TYPES:
                    for operator in inner.fields.values():
                        self._owned(get_named_type(operator.type).name, rows)
            self._computed(schema.type_map.get(f"{rows}Connection"), rows)

    def _computed(self, page: Any, rows: str) -> None:
        """What is computed over the rows of a page, and what groups of them are made by."""
        waiting = [page.fields[name] for name in ("aggregates", "groups") if page and name in page.fields]
        while waiting:
            field = waiting.pop()
            kind = get_named_type(field.type)
            waiting += getattr(field, "args", {}).values()
            if not is_leaf_type(kind) or isinstance(kind, GraphQLEnumType):
                self._owned(kind.name, rows)
            if not is_leaf_type(kind):
                waiting += kind.fields.values()

    def _owned(self, kind: str, rows: str) -> None:
        self._owners.setdefault(kind, set()).add(rows)

    @cache  # noqa: B019 - there is one for each schema
    def of(self, unit: str) -> tuple[str, ...]:
        """The types of the rows."""
        name, _, member = unit.partition(".")
        kind = self._schema.type_map[name]
        if isinstance(kind, GraphQLObjectType) and name not in ROW_TYPES and "(" in member:
            kind = get_named_type(kind.fields[member.partition("(")[0]].type)
        name = rows_of(kind)
        for end in ("", "Connection", "Edge", "Filter", "Order"):
            if name.removesuffix(end) in ROW_TYPES:
                return (name.removesuffix(end),)
        return tuple(sorted(self._owners.get(name, ())))


def used_in(schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> set[str]:
    """What a document and its variables use."""
    info = TypeInfo(schema)
    finder = _Finder(schema, info, variables)
    visit(document, TypeInfoVisitor(info, finder))
    return finder.found


class _Finder(Visitor):
    """Finds what a document uses."""

    def __init__(self, schema: GraphQLSchema, info: TypeInfo, variables: Mapping[str, Any]) -> None:
        super().__init__()
        self._schema = schema
        self._info = info
        self._variables = variables
        self._field = ""
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """A field of an object."""
        parent = self._info.get_parent_type()
        assert parent is not None
        self._field = f"{parent.name}.{node.name.value}"
        self.found.add(self._field)

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """An argument of the field entered last; those of directives are no part of the schema."""
        if self._info.get_directive() is None:
            self.found.add(f"{self._field}({node.name.value})")

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        """A member of an input."""
        parent = get_named_type(self._info.get_parent_input_type())
        if isinstance(parent, GraphQLInputObjectType):
            self.found.add(f"{parent.name}.{node.name.value}")

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        """A value of an enum."""
        kind = get_named_type(self._info.get_input_type())
        if isinstance(kind, GraphQLEnumType):
            self.found.add(f"{kind.name}.{node.value}")

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        """The values of variables."""
        for definition in node.variable_definitions or ():
            name = definition.variable.name.value
            if name in self._variables:
                kind = type_from_ast(self._schema, definition.type)
                self.found.update(_sent(kind, self._variables[name]))  # type: ignore[arg-type]


def _sent(kind: GraphQLInputType, value: Any) -> Iterator[str]:
    inner: Any = get_nullable_type(kind)
    if is_list_type(inner):
        items: Iterable[Any] = value if isinstance(value, list) else [value]
        for item in items:
            yield from _sent(inner.of_type, item)
    elif isinstance(inner, GraphQLInputObjectType) and isinstance(value, dict):
        for name, part in value.items():
            yield f"{inner.name}.{name}"
            yield from _sent(inner.fields[name].type, part)
    elif isinstance(inner, GraphQLEnumType) and value is not None:
        yield f"{inner.name}.{value}"
