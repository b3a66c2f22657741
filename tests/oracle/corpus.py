"""What earlier answers told: rows with their values, their nodeIds, and cursors of lists."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gql.derivation.names import list_field, type_name
from tests.gql.asking import columns
from tests.gql.belongings import STAFF_TABLES, TABLES

MOST_CURSORS = 300
# Rows that are found by where they are, and what they have then.
PLACED = ("RoadtripCity", "RoadtripDiscovery", "RoadtripPublicDiscovery")
POINT = {"latitude", "longitude"}
Row = Mapping[str, Any]
Ask = Callable[[str], Awaitable[Any]]


@dataclass(frozen=True)
class List_:
    """What a cursor belongs to: the type of the rows, the ordering asked for, and whether words were searched.

    Of a named list it is the field, such as `RoadtripQuery.nearestCities`, with its arguments as JSON.
    """

    kind: str
    order: tuple[str, ...] = ()
    search: bool = False
    named: str = ""
    arguments: str = ""


@dataclass
class Corpus:
    """Values to ask with."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    mine: dict[str, list[Row]] = field(default_factory=dict)
    cursors: dict[List_, list[str]] = field(default_factory=dict)
    points: list[Mapping[str, float]] = field(default_factory=list)
    _places: dict[str, List_] = field(default_factory=dict)

    @classmethod
    async def read(cls, everything: Ask, own: Ask) -> "Corpus":
        """Read a page of every list, as staff and as the owner."""
        corpus = cls()
        for table in TABLES.values():
            kind = type_name(table)
            corpus.rows[kind] = await corpus._page(everything, kind)
            corpus.mine[kind] = [] if table.fullname in STAFF_TABLES else await corpus._page(own, kind)
        found = [value for kind in PLACED for row in corpus.rows[kind] for value in row.values()]
        corpus.points = [value for value in found if isinstance(value, dict) and value.keys() == POINT]
        return corpus

    async def _page(self, ask: Ask, kind: str) -> list[Row]:
        table = TABLE_OF[kind]
        query = f"{{ {table.schema} {{ rows: {list_field(table)}(first: 100)"
        data = await ask(f"{query} {{ edges {{ cursor node {{ nodeId {columns(table)} }} }} }} }} }}")
        edges = data[table.schema]["rows"]["edges"]
        for edge in edges:
            self.learn(List_(kind), edge["cursor"])
        return [edge["node"] for edge in edges]

    def learn(self, place: List_, cursor: str) -> None:
        """Remember a cursor; of each list some, the newest."""
        self._places[cursor] = place
        kept = self.cursors.setdefault(place, [])
        kept.append(cursor)
        del kept[:-MOST_CURSORS]

    def row(self, kind: str, draw: random.Random) -> Row:
        """A row of a type, mostly one that the owner sees; an empty one where there is none."""
        mine, rows = self.mine[kind], self.rows[kind]
        return draw.choice(mine if mine and draw.random() < 0.85 else rows or [{}])

    def values(self, kind: str, name: str) -> list[Any]:
        """The values of a field that are not null."""
        return [row[name] for row in self.rows[kind] if row.get(name) is not None]

    def found(self, kind: str, name: str, value: Any) -> Row | None:
        """A row that has a value, such as the one that a key refers to."""
        return next((row for row in self.rows[kind] if row[name] == value), None)

    def other_cursor(self, cursor: str, draw: random.Random) -> str | None:
        """Another cursor of the same list, where this is one."""
        place = self._places.get(cursor)
        return None if place is None else draw.choice(self.cursors[place])

    def other_node_id(self, node_id: str, draw: random.Random) -> str:
        """The nodeId of another row, mostly one of the same type."""
        kind = next((kind for kind, rows in self.rows.items() if any(r["nodeId"] == node_id for r in rows)), None)
        if kind is None or draw.random() < 0.2:
            kind = draw.choice([kind for kind, rows in self.rows.items() if rows])
        return str(self.row(kind, draw)["nodeId"])

    def any_uuid(self, draw: random.Random) -> str:
        """The key of a row."""
        row = self.row(draw.choice([kind for kind, rows in self.rows.items() if rows and "id" in rows[0]]), draw)
        return str(row["id"])


TABLE_OF = {type_name(table): table for table in TABLES.values()}
STAFF_ROWS = frozenset(type_name(TABLES[name]) for name in STAFF_TABLES)
