"""Generated filters: of all operators, nested, along relations; mostly true of some row, sometimes hostile."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInputType, GraphQLNamedType, get_named_type

from gql.derivation.derived import FIELDS, RelationField
from gql.derivation.names import field_name, type_name
from repositories.relations import Relation
from tests.oracle.corpus import STAFF_ROWS, Corpus, Row
from tests.oracle.coverage import Coverage
from tests.oracle.hostile import ADDRESSES, LARGE, LONG, TEXTS, UUIDS, WHOLE

JOINING = ("and", "or", "not")
JSONS: Sequence[Any] = (
    {}, [], None, "", 0, {"": None}, {"a": 1}, [1, "a"], {"a": [{"b": "c"}]}, "🙂", 1e300, -0.0, 0.1, 2**63,
    {"share_discoveries": True}, [[]], True, "\\u0000",
)  # fmt: skip
HOSTILE: Mapping[str, Sequence[Any]] = {
    "UUID": [*map(str, UUIDS), str(UUIDS[2]).upper(), UUIDS[2].hex, "x"],
    "Int": WHOLE,
    "Float": (0, -0.0, 5e-324, 0.1, 1, 1e308, -1.5, 1e16, 0.30000000000000004),
    "BigInt": [*(str(number) for number in LARGE[:-1]), 5, "x"],
    "Decimal": ("0", "-0", "1e3", ".5", "99999999999999999999.999999999", "-0.000000001", 7, "1e-50", "NaN"),
    "Boolean": (True, False),
    "DateTime": (
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-01-05T12:00:00+00:00",
        "2026-01-05T14:00:00.000+02:00", "1970-01-01T00:00:00.000001-11:30", "2024-02-29T12:34:56.1Z", "2026",
    ),
    "Date": ("0001-01-01", "9999-12-31", "2026-01-05", "2024-02-29", "2023-02-29"),
    "INET": (*ADDRESSES, "::FFFF:c000:201", "10.1.2.3/255.0.0.0", "x"),
    "JSON": JSONS,
    "String": (*TEXTS[:-1], LONG[:300], "a\x00b"),
    "ID": ("", "x", "bm9kZQ=="),
}  # fmt: skip


class Filters:
    """Generates filters on rows."""

    def __init__(self, draw: random.Random, corpus: Corpus, coverage: Coverage) -> None:
        self._draw = draw
        self._corpus = corpus
        self._coverage = coverage
        self._left = 0
        self.with_staffs = False
        """Whether to ask for rows that only staff may read."""

    def of(self, kind: GraphQLInputObjectType) -> dict[str, Any]:
        """A filter of a type, of some conditions."""
        self._left = self._draw.choice((2, 4, 4, 8, 8, 16, 30))
        table = kind.name.removesuffix("Filter")
        return self._rows(kind, self._corpus.row(table, self._draw), 3)

    def _rows(self, kind: GraphQLInputObjectType, row: Row, depth: int) -> dict[str, Any]:
        names = [name for name in kind.fields if self._is_possible(kind, name, depth)]
        some = self._draw.choice((1, 1, 1, 2, 3)) if self._draw.random() > 0.03 else 0
        found: dict[str, Any] = {}
        for name in self._choose(kind, names, some):
            if self._left > 0:
                self._left -= 1
                found[name] = self._member(kind, name, row, depth)
        if len(found) > 2 and self._draw.random() < 0.8:
            # Many conditions at once are seldom true: one of them is enough.
            return {"or": [{name: condition} for name, condition in found.items()]}
        return found

    def _is_possible(self, kind: GraphQLInputObjectType, name: str, depth: int) -> bool:
        target = get_named_type(kind.fields[name].type).name.removesuffix("Filter").removesuffix("List")
        is_permitted = self.with_staffs or target not in STAFF_ROWS or target == kind.name.removesuffix("Filter")
        return is_permitted and (depth > 0 or self._is_column(kind, name))

    @staticmethod
    def _is_column(kind: GraphQLInputObjectType, name: str) -> bool:
        inner = get_named_type(kind.fields[name].type)
        assert isinstance(inner, GraphQLInputObjectType)
        return "isNull" in inner.fields

    def _choose(self, kind: GraphQLInputObjectType, names: Sequence[str], number: int) -> list[str]:
        found = self._coverage.choose(self._draw, kind.name, names, number)
        behind = [name for name in names if self._coverage.open_in(get_named_type(kind.fields[name].type).name)]
        return [*found, *self._draw.sample(behind, min(len(behind), 1))]

    def _member(self, kind: GraphQLInputObjectType, name: str, row: Row, depth: int) -> Any:
        if self._draw.random() < 0.001:
            return None
        if name == "not":
            return self._rows(kind, self._corpus.row(kind.name.removesuffix("Filter"), self._draw), depth - 1)
        if name in JOINING:
            number = self._draw.choice((0, 1, 2, 2, 3))
            return [self._rows(kind, row, depth - 1) for _ in range(number)]
        inner = get_named_type(kind.fields[name].type)
        assert isinstance(inner, GraphQLInputObjectType)
        if self._is_column(kind, name):
            return self._column(inner, kind.name.removesuffix("Filter"), name, row)
        return self._related(inner, kind.name.removesuffix("Filter"), name, row, depth)

    def _related(self, kind: GraphQLInputObjectType, table: str, name: str, row: Row, depth: int) -> Any:
        field = FIELDS[table][name]
        assert isinstance(field, RelationField)
        other = self._other_end(field.relation, row)
        if kind.name == f"{type_name(field.relation.target)}Filter":
            return self._rows(kind, other, depth - 1)
        found: dict[str, Any] = {}
        number = self._draw.choice((1, 1, 1, 2, 0))
        for quantifier in self._coverage.choose(self._draw, kind.name, [*kind.fields], number):
            inner = get_named_type(kind.fields[quantifier].type)
            assert isinstance(inner, GraphQLInputObjectType)
            found[quantifier] = self._rows(inner, other, depth - 1)
        return found

    def _other_end(self, relation: Relation, row: Row) -> Row:
        """A row that the relation leads to, if one is known, else any."""
        kind = type_name(relation.target)
        value = row.get(field_name(relation.local.name))
        found = None if value is None else self._corpus.found(kind, field_name(relation.remote.name), value)
        return self._corpus.row(kind, self._draw) if found is None else found

    def _column(self, kind: GraphQLInputObjectType, table: str, name: str, row: Row) -> dict[str, Any]:
        number = self._draw.choice((1, 1, 1, 1, 2, 0))
        operators = self._coverage.choose(self._draw, kind.name, [*kind.fields], number)
        self._left -= len(operators)
        value = row.get(name)
        if value is None and "isNull" in kind.fields and self._draw.random() < 0.5:
            return {"isNull": True}
        others = self._corpus.values(table, name) if table in self._corpus.rows else []
        return {operator: self._value(kind.fields[operator].type, operator, value, others) for operator in operators}

    def _value(self, kind: GraphQLInputType, operator: str, value: Any, others: Sequence[Any]) -> Any:
        if operator == "isNull":
            return value is None if self._draw.random() < 0.8 else self._draw.random() < 0.5
        many = str(kind).startswith("[")
        if many and isinstance(value, list):
            # What arrays have, or are compared with.
            return [*self._draw.sample(value, min(len(value), self._draw.randint(0, 2)))] or [self._one(kind, others)]
        if many:
            number = self._draw.choice((0, 1, 2, 3, 3, 10))
            named = get_named_type(kind)
            if isinstance(named, GraphQLEnumType):
                return self._coverage.choose(self._draw, named.name, [*named.values], number)
            found = [self._one(kind, others) for _ in range(number)]
            return [*found, *([] if value is None else [value])]
        if value is None or self._draw.random() < 0.3:
            return self._one(kind, others)
        return self._part(operator, value)

    def _part(self, operator: str, value: Any) -> Any:
        """What is true of a value."""
        if isinstance(value, str) and operator in ("contains", "startsWith"):
            start = 0 if operator == "startsWith" else self._draw.randint(0, len(value))
            text = value[start : start + self._draw.choice((0, 1, 2, 5, 40))]
            return text.upper() if operator == "contains" and self._draw.random() < 0.3 else text
        if isinstance(value, dict) and operator == "contains":
            names = self._draw.sample([*value], min(len(value), self._draw.randint(0, 2)))
            return {name: value[name] for name in names}
        if isinstance(value, list) and operator == "contains" and value:
            return self._draw.choice((value[:1], value[0]))
        return value

    def _one(self, kind: GraphQLInputType, others: Sequence[Any]) -> Any:
        """Any value: another row's, or a hostile one."""
        if others and not isinstance(others[0], list | dict) and self._draw.random() < 0.6:
            return self._draw.choice(others)
        named = get_named_type(kind)
        if isinstance(named, GraphQLEnumType):
            return self._coverage.choose(self._draw, named.name, [*named.values], 1)[0]
        return hostile_value(named, self._draw)


def hostile_value(kind: GraphQLNamedType, draw: random.Random) -> Any:
    """A hostile value of a scalar or an enum, seldom one that is none."""
    if isinstance(kind, GraphQLEnumType):
        return draw.choice([*kind.values])
    values = HOSTILE[kind.name]
    value = draw.choice(values)
    if value in ("x", "NaN", "2026", "2023-02-29", "a\x00b", "\\u0000") and draw.random() < 0.9:
        return values[0]
    return value
