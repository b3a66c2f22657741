"""Generated arguments of `groups`: columns and buckets of time, in all units and some zones."""

import random
from typing import Any

from graphql import GraphQLEnumType, GraphQLField, GraphQLInputObjectType, GraphQLObjectType, get_named_type

from gql.derivation.names import field_name
from repositories.bucket import Unit
from tests.oracle.coverage import Coverage
from tests.oracle.writing import LEFT_OUT

ZONES = (
    "UTC", "Africa/Cairo", "Asia/Calcutta", "America/Havana", "Pacific/Apia", "EST5EDT", "Etc/GMT+12", "Mars/Olympus",
)  # fmt: skip
SIZES = (1, 2, 5, 20, 100, 1000)
OF_A_DAY = frozenset(unit.name for unit in Unit if unit.is_of_a_day)


class Groups:
    """Generates what groups are made by, mostly something that no key has had a value of."""

    def __init__(self, draw: random.Random, coverage: Coverage) -> None:
        self._draw = draw
        self._coverage = coverage

    def of(self, field: GraphQLField, most_rows: int) -> dict[str, Any]:
        """The arguments of the field; fewer groups where there are many of them side by side."""
        values: dict[str, Any] = {"by": self._by(field)}
        if self._draw.random() < 0.5:
            order = get_named_type(field.args["orderBy"].type)
            assert isinstance(order, GraphQLEnumType)
            values["orderBy"] = self._draw.choice([*order.values])
        if most_rows < SIZES[-2] or self._draw.random() < 0.7:
            values["first"] = self._draw.choice([size for size in SIZES if size <= most_rows] or [1])
        for name in ("orderBy", "first"):
            if self._draw.random() < 0.02:
                values[name] = self._draw.choice((None, LEFT_OUT))
        return values

    def _by(self, field: GraphQLField) -> list[dict[str, Any]]:
        kind = get_named_type(field.args["by"].type)
        group = get_named_type(field.type)
        assert isinstance(kind, GraphQLInputObjectType)
        assert isinstance(group, GraphQLObjectType)
        key = get_named_type(group.fields["key"].type)
        number = self._draw.choice((1, 1, 2, 3)) if self._draw.random() > 0.005 else self._draw.choice((0, 4))
        found: dict[str, dict[str, Any]] = {}
        for _ in range(number):
            (member,) = self._coverage.choose(self._draw, kind.name, [*kind.fields], 1)[:1]
            column, value = self._member(get_named_type(kind.fields[member].type), key)
            found[column] = {member: value}
        by = [*found.values()]
        if len([member for member in by if "bucket" in member]) > 1 and self._draw.random() > 0.01:
            for made in by:
                made.get("bucket", {}).pop("fill", None)
        return by if self._draw.random() > 0.005 else by * 2

    def _member(self, kind: Any, key: Any) -> tuple[str, Any]:
        if isinstance(kind, GraphQLEnumType):
            column = self._column(kind, key)
            return column, column
        columns, units = (get_named_type(kind.fields[name].type) for name in ("column", "unit"))
        column = self._column(columns, key)
        return column, {"column": column, **self._unit(units, get_named_type(key.fields[_field(column)].type).name)}

    def _column(self, kind: Any, key: Any) -> str:
        unseen = [name for name in kind.values if not self._coverage.shown[f"{key.name}.{_field(name)}"]]
        if unseen and self._draw.random() < 0.6:
            return str(self._draw.choice(unseen))
        return self._coverage.choose(self._draw, kind.name, [*kind.values], 1)[0]

    def _unit(self, units: GraphQLEnumType, kind: str) -> dict[str, Any]:
        """How long a bucket is, where; days are in no time zone, and have no hours."""
        careless = kind != "Date" or self._draw.random() < 0.03
        found: dict[str, Any] = {
            "unit": self._draw.choice([name for name in units.values if careless or name not in OF_A_DAY])
        }
        if careless and self._draw.random() < 0.4:
            found["timeZone"] = self._draw.choice(ZONES)
        if self._draw.random() < 0.3:
            found["fill"] = self._draw.random() < 0.7
        for name in ("timeZone", "fill"):
            if self._draw.random() < 0.02:
                found[name] = None
        return found


def _field(name: str) -> str:
    return field_name(name.lower())
