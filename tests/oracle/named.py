"""Generated arguments of named lists: places, lengths, keys of rows, words and vectors, by what they are."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from graphql import GraphQLField, get_named_type, get_nullable_type, is_list_type

from models.roadtrip.discovery import EMBEDDING_DIMENSIONS
from tests.oracle.corpus import Corpus, List_
from tests.oracle.coverage import Coverage
from tests.oracle.filters import hostile_value
from tests.oracle.lists import PAGING, named_lists, value_lists
from tests.oracle.places import Places

CORNERS = ("southWest", "northEast")
NUMBERS: Mapping[str, tuple[int, ...]] = {
    "zoom": (0, 1, 2, 3, 4, 5, 6, 8, 12, 22),
    "first": (1, 2, 100),
    "smallestGroup": (5, 6, 1_000_000),
}
"""What numbers mostly are that are refused when they are too large or too small."""


class Named:
    """Generates the arguments of named lists, again the same ones where there are cursors of their lists."""

    def __init__(self, draw: random.Random, corpus: Corpus, coverage: Coverage) -> None:
        self._draw = draw
        self._corpus = corpus
        self._coverage = coverage
        self.lists = named_lists()
        self.value_lists = value_lists()
        places = Places(draw, corpus)
        self._places = places
        self._makers: dict[str, Callable[[], Any]] = {
            "GeoPointInput": places.point,
            "GeoJSONPolygon": places.polygon,
            "GeoJSONLineString": places.line,
            "Float": places.metres,
            "[Float!]": lambda: vector(draw),
        }

    def of(self, unit: str, kind: str, field: GraphQLField, words: Callable[[], str]) -> dict[str, Any]:
        """The arguments of the list with rows of a type; `words` makes some to search by."""
        known = [place.arguments for place in self._corpus.cursors if place.named == unit]
        wants_cursor = any(self._coverage.is_open(f"{unit}({name})") for name in ("after", "before"))
        if known and self._draw.random() < (0.7 if wants_cursor else 0.35):
            found: dict[str, Any] = orjson.loads(self._draw.choice(known))
            return found
        return self.values(unit, kind, field, words)

    def values(
        self, unit: str, kind: str, field: GraphQLField, words: Callable[[], str] = lambda: ""
    ) -> dict[str, Any]:
        """New arguments of a named list, or of a list of values made of rows of a type."""
        own = {name: a for name, a in field.args.items() if name not in PAGING or unit in self.value_lists}
        values = {
            name: self._value(name, get_nullable_type(argument.type), kind, words)
            for name, argument in own.items()
            if str(argument.type).endswith("!") or self._wants(f"{unit}({name})")
        }
        if all(name in values for name in CORNERS):
            values.update(zip(CORNERS, self._places.box(), strict=True))
        return values

    def _wants(self, unit: str) -> bool:
        return self._draw.random() < (0.8 if self._coverage.is_open(unit) else 0.4)

    def _value(self, name: str, kind: Any, table: str, words: Callable[[], str]) -> Any:
        if name in NUMBERS and self._draw.random() < 0.95:
            return self._draw.choice(NUMBERS[name])
        if maker := self._makers.get(str(kind)):
            return maker()
        if str(kind) == "String":
            return words()
        if str(kind) == "UUID" and self._draw.random() < 0.95:
            return self._corpus.row(table, self._draw).get("id") or self._corpus.any_uuid(self._draw)
        if known := self._corpus.values(table, name) if self._draw.random() < 0.8 else ():
            return self._draw.choice(known)
        value = hostile_value(get_named_type(kind), self._draw)
        return [value] if is_list_type(kind) else value

    @staticmethod
    def place(unit: str, kind: str, values: dict[str, Any]) -> List_:
        """What the cursors belong to, which are sent with the same arguments only."""
        return List_(kind, named=unit, arguments=orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode())


def vector(draw: random.Random) -> list[float]:
    """A vector as embeddings are, seldom one of another length or without a direction."""
    chance = draw.random()
    if chance < 0.03:
        return draw.choice(([], [1.0], [0.0] * EMBEDDING_DIMENSIONS, [1e19] * EMBEDDING_DIMENSIONS))
    if chance < 0.3:
        return [1.0] + [0.0] * (EMBEDDING_DIMENSIONS - 1)
    return [draw.choice((0, 1, -0.25, 0.1)) for _ in range(EMBEDDING_DIMENSIONS)]
