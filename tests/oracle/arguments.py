"""Generated arguments of fields: pages, orderings, cursors, words to search, keys, nodeIds."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLEnumType, GraphQLField, GraphQLID, GraphQLInputObjectType, get_named_type

from gql.derivation.objects import DEFAULT_FIRST
from tests.oracle.corpus import STAFF_ROWS, Corpus, List_
from tests.oracle.coverage import Coverage
from tests.oracle.filters import Filters, hostile_value
from tests.oracle.groups import Groups
from tests.oracle.lists import rows_of
from tests.oracle.named import Named
from tests.oracle.writing import LEFT_OUT

MANY_VALUES = 20
SIZES = (1, 1, 2, 2, 3, 3, 5, 8, 20, 25, 100)
ABSENT_NODE = "Um9hZHRyaXBVc2VyOjNmMmM4YTUyLTZmMGUtNGMzZS05ZDQzLTBjMmI2YTFkN2UxMA=="
WORDS = ("a", "name", "text or name", '"a long text"', "-nothing", "ünd 🙂", "'", "title -x", "\\", "& | !", " ", "")


@dataclass(frozen=True)
class Asked:
    """The arguments of a field; of a list, how many rows they ask for and what its cursors belong to."""

    values: dict[str, Any]
    rows: int = 1
    place: List_ | None = None
    kinds: tuple[str, ...] = ()


class Arguments:
    """Generates the arguments of fields."""

    def __init__(self, draw: random.Random, corpus: Corpus, coverage: Coverage) -> None:
        self._draw = draw
        self._corpus = corpus
        self._coverage = coverage
        self.filters = Filters(draw, corpus, coverage)
        self._groups = Groups(draw, coverage)
        self._named = Named(draw, corpus, coverage)

    def of(self, owner: str, name: str, field: GraphQLField, most_rows: int) -> Asked:
        """The arguments of a field of a type."""
        if not field.args:
            return Asked({})
        if name == "node":
            kind, node_id = self._node_id()
            return Asked({"nodeId": node_id}, kinds=(kind,))
        if name == "nodes":
            found = [self._node_id() for _ in range(self._draw.choice((0, 1, 2, 3, 6)))]
            return Asked({"nodeIds": [node_id for _, node_id in found]}, kinds=tuple(kind for kind, _ in found))
        if name == "groups":
            return Asked(_shuffled(self._groups.of(field, most_rows), self._draw))
        kind = rows_of(get_named_type(field.type))
        if f"{owner}.{name}" in self._named.value_lists:
            values = self._named.values(f"{owner}.{name}", kind, field)
            return Asked(_shuffled(values, self._draw), MANY_VALUES)
        if "filter" in field.args:
            return self._list(f"{owner}.{name}", kind, field, most_rows)
        return Asked(self._key(kind, field))

    def _node_id(self) -> tuple[str, Any]:
        is_wanted = self.filters.with_staffs
        kinds = [kind for kind, rows in self._corpus.rows.items() if rows and (is_wanted or kind not in STAFF_ROWS)]
        weights = [8 * self._coverage.is_open(f"{kind}.nodeId") + 1 for kind in kinds]
        (kind,) = self._draw.choices(kinds, weights)
        if self._draw.random() < 0.06:
            return kind, ABSENT_NODE if self._draw.random() < 0.8 else hostile_value(GraphQLID, self._draw)
        return kind, self._corpus.row(kind, self._draw)["nodeId"]

    def _key(self, kind: str, field: GraphQLField) -> dict[str, Any]:
        row = self._corpus.row(kind, self._draw)
        found = {name: row[name] for name in field.args if name in row}
        for name, argument in field.args.items():
            if name not in found or self._draw.random() < 0.06:
                found[name] = hostile_value(get_named_type(argument.type), self._draw)
        return found

    def _list(self, unit: str, kind: str, field: GraphQLField, most_rows: int) -> Asked:
        values: dict[str, Any] = {}
        if unit in self._named.lists:
            values = self._named.of(unit, kind, field, lambda: self._words(kind))
            place = self._named.place(unit, kind, values)
        else:
            if "search" in field.args and self._wants(f"{unit}(search)", 0.4):
                values["search"] = self._words(kind)
            place = self._order(unit, kind, field, values)
        rows = self._page(unit, values, most_rows)
        self._cursors(unit, place, values)
        if self._wants(f"{unit}(filter)", 0.35):
            wanted = get_named_type(field.args["filter"].type)
            assert isinstance(wanted, GraphQLInputObjectType)
            values["filter"] = self.filters.of(wanted)
        for name in field.args:
            if name not in values and self._draw.random() < 0.02:
                values[name] = self._draw.choice((None, LEFT_OUT))
        return Asked(_shuffled(values, self._draw), rows, place, (kind,))

    def _wants(self, unit: str, likelihood: float) -> bool:
        return self._draw.random() < (0.8 if self._coverage.is_open(unit) else likelihood)

    def _words(self, kind: str) -> str:
        texts = [value for row in self._corpus.rows[kind] for value in row.values() if isinstance(value, str)]
        if not texts or self._draw.random() < 0.3:
            return self._draw.choice(WORDS)
        words = self._draw.choice(texts).split()[:3]
        return " ".join(words)[:150] or "a"

    def _order(self, unit: str, kind: str, field: GraphQLField, values: dict[str, Any]) -> List_:
        search = "search" in values
        enum = get_named_type(field.args["orderBy"].type)
        assert isinstance(enum, GraphQLEnumType)
        wants_cursor = any(self._coverage.is_open(f"{unit}({name})") for name in ("after", "before"))
        if self._wants(f"{unit}(orderBy)", 0.5) and not (wants_cursor and self._draw.random() < 0.4):
            known = self._known_order(kind, search) if self._coverage.open_of(kind) < 20 else None
            values["orderBy"] = known or self._new_order(enum)
        return List_(kind, tuple(values.get("orderBy", ())), search)

    def _known_order(self, kind: str, search: bool) -> list[str] | None:
        """An ordering that there are cursors of."""
        known = [
            place for place in self._corpus.cursors if (place.kind, place.search, place.named) == (kind, search, "")
        ]
        known = [place for place in known if place.order]
        return [*self._draw.choice(known).order] if known and self._draw.random() < 0.35 else None

    def _new_order(self, enum: GraphQLEnumType) -> list[str]:
        number = self._draw.choice((0, 1, 1, 2, 3, 5))
        chosen = self._coverage.choose(self._draw, enum.name, [*enum.values], number)
        by_column = {name.rpartition("_")[0]: name for name in chosen}
        return [*by_column.values()] if self._draw.random() > 0.005 else [*chosen, *chosen]

    def _page(self, unit: str, values: dict[str, Any], most_rows: int) -> int:
        sizes = [size for size in SIZES if size <= most_rows] or [1]
        if most_rows < DEFAULT_FIRST or self._draw.random() < 0.7:
            wanting = [name for name in ("first", "last") if self._coverage.is_open(f"{unit}({name})")]
            name = self._draw.choice(wanting or ("first", "first", "last"))
            values[name] = (
                self._draw.choice(sizes) if self._draw.random() > 0.003 else self._draw.choice((0, 101, -1))
            )
            if self._draw.random() < 0.003:
                values["first"] = values["last"] = 1
            return max(1, min(int(values[name]), 100))
        return DEFAULT_FIRST

    def _cursors(self, unit: str, place: List_, values: dict[str, Any]) -> None:
        known: Sequence[str] = self._corpus.cursors.get(place, ())
        for name in self._draw.sample(("after", "before"), 2):
            is_second = bool({"after", "before"} & values.keys()) and self._draw.random() < 0.7
            if known and not is_second and self._wants(f"{unit}({name})", 0.2):
                values[name] = self._draw.choice(known)
            elif self._draw.random() < 0.002:
                values[name] = self._draw.choice(("", "x", "WyJ4Il0=", "🙂"))


def _shuffled(values: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    names = [*values]
    draw.shuffle(names)
    return {name: values[name] for name in names}
