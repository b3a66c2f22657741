"""The kinds of column: each call states a column once, for the database, the graph and Python alike.

A column's `info` carries what SQLAlchemy has no word for (see `ColumnFacts`). CHECK constraints that follow
from a column (value lists, ranges, finite numbers) are added when it joins its table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geography
from pgvector.sqlalchemy import Vector
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import INET, JSONB, TSVECTOR
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field

NOW = sa.text("CURRENT_TIMESTAMP")
CLOCK = "quintet.clock()"
"""What time it is for rules; a default of moments that rules count by. Other moments only say when it was."""
RANDOM_UUID = sa.text("gen_random_uuid()")


class Place(Geography):
    """GEOGRAPHY as the driver's own codec reads and writes it (`repositories/geography.py`), not as text or bytes."""

    cache_ok = True

    def bind_expression(self, bindvalue: Any) -> Any:
        """Values go as they are."""
        return bindvalue

    def column_expression(self, col: Any) -> Any:
        """Columns come as they are."""
        return col


@dataclass(frozen=True)
class Lapse:
    """What a column is from a moment in its row on, before anybody has come by to write it there.

    `at` is the column with the moment. From then on readers see `value` in the place of `of`, or of whatever there
    is.
    """

    at: str
    value: str | None = None
    of: str | None = None


@dataclass(frozen=True)
class ColumnFacts:
    """What is true of a column beyond its SQL type; kept in `Column.info["facts"]`.

    `choices` is the Python enum of a value list. `fallback` is what readers see instead of NULL: the
    documents give many flags a DEFAULT without NOT NULL, and nobody wants a flag of three values.
    `secret` columns are granted to no reader and become no field. `hidden` columns become no field.
    `inverse` names the list of referencing rows on the referenced type, where the table's name does not do;
    `newest` names a field there with the first of that list in the table's own order.
    `transitions` are the permitted changes of a status, `from -> to`. `matches` is a regular expression that
    the whole text must match. `point` marks a place on the earth. `relation` names the row referred to, where
    the column's name without `_id` does not do. `lapse` is what time does to the value that readers see.
    `switches` are the members of a JSON object that are on or off, each with what it means: readers see an object
    of booleans.
    """

    description: str
    choices: type[Enum] | None = None
    fallback: bool | int | float | str | Decimal | None = None
    secret: bool = False
    hidden: bool = False
    inverse: str | None = None
    newest: str | None = None
    transitions: tuple[tuple[str, str], ...] = ()
    between: tuple[int | None, int | None] | None = None
    array: bool = False
    matches: str | None = None
    point: bool = False
    relation: str | None = None
    lapse: Lapse | None = None
    switches: tuple[tuple[str, str], ...] = ()


def facts_of(source: "sa.Column[Any]") -> ColumnFacts:
    """The facts declared with a column."""
    facts = source.info["facts"]
    assert isinstance(facts, ColumnFacts)
    return facts


def _field(kind: "sa.types.TypeEngine[Any]", facts: ColumnFacts, *items: SchemaItem, **options: Any) -> Any:
    column = sa.Column(kind, *items, info={"facts": facts}, comment=facts.description, **options)
    return Field(default=None, sa_column=column, description=facts.description)


def _literal(value: object) -> sa.TextClause | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return sa.text("true" if value else "false")
    return sa.text(f"'{value}'" if isinstance(value, str) else str(value))


def key() -> Any:
    """A UUID primary key that the database makes."""
    facts = ColumnFacts("Unique identifier.")
    return _field(sa.Uuid(), facts, primary_key=True, server_default=RANDOM_UUID)


def key_number() -> Any:
    """An INTEGER primary key that the database counts up (SERIAL)."""
    return _field(sa.Integer(), ColumnFacts("Unique identifier."), primary_key=True)


def key_text(description: str, *, length: int) -> Any:
    """A primary key that people choose: VARCHAR(length)."""
    return _field(sa.String(length), ColumnFacts(description), primary_key=True)


def key_reference(target: str, description: str, *, on_delete: str) -> Any:
    """A primary key that is a foreign key too: at most one row for each row referred to."""
    return _field(sa.Uuid(), ColumnFacts(description), sa.ForeignKey(target, ondelete=on_delete), primary_key=True)


def reference(
    target: str,
    description: str,
    *,
    on_delete: str,
    nullable: bool = False,
    unique: bool = False,
    inverse: str | None = None,
    newest: str | None = None,
    relation: str | None = None,
    kind: "sa.types.TypeEngine[Any] | None" = None,
    on_update: str | None = None,
) -> Any:
    """A foreign key to `table.column` of the same product; unique where a row is referred to at most once.

    `kind` is the type of the key where it is no UUID.
    """
    return _field(
        kind or sa.Uuid(),
        ColumnFacts(description, inverse=inverse, newest=newest, relation=relation),
        sa.ForeignKey(target, ondelete=on_delete, onupdate=on_update),
        nullable=nullable,
        unique=unique or None,
    )


def text(
    description: str,
    *,
    length: int | None = None,
    nullable: bool = True,
    default: str | None = None,
    unique: bool = False,
    secret: bool = False,
    hidden: bool = False,
    matches: str | None = None,
    lapse: Lapse | None = None,
) -> Any:
    """VARCHAR(length) or TEXT; `matches` is a regular expression for the whole text."""
    facts = ColumnFacts(description, fallback=default, secret=secret, hidden=hidden, matches=matches, lapse=lapse)
    kind = sa.String(length) if length else sa.Text()
    return _field(kind, facts, nullable=nullable, unique=unique or None, server_default=_literal(default))


def choice(
    choices: type[Enum],
    description: str,
    *,
    length: int,
    nullable: bool = True,
    default: Enum | None = None,
    transitions: Mapping[Any, Sequence[Enum]] | None = None,
    lapse: Lapse | None = None,
) -> Any:
    """A column with a closed list of values: VARCHAR(length), a CHECK, an enum in the graph."""
    value = None if default is None else str(default.value)
    facts = ColumnFacts(
        description,
        choices=choices,
        fallback=value,
        transitions=tuple(
            (str(before.value), str(after.value))
            for before, targets in (transitions or {}).items()
            for after in targets
        ),
        lapse=lapse,
    )
    return _field(sa.String(length), facts, nullable=nullable, server_default=_literal(value))


def identifier(description: str, *, nullable: bool = True) -> Any:
    """A UUID of a row that may be gone by now, so that no foreign key holds on to it."""
    return _field(sa.Uuid(), ColumnFacts(description), nullable=nullable)


def search_vector(description: str) -> Any:
    """TSVECTOR that a trigger keeps; functions of the schema search it, nobody reads it."""
    return _field(TSVECTOR(), ColumnFacts(description, secret=True), nullable=False)


def char(description: str, *, length: int, matches: str, nullable: bool = True) -> Any:
    """CHAR(length), whose blanks a regular expression rules out."""
    return _field(sa.CHAR(length), ColumnFacts(description, matches=matches), nullable=nullable)


def text_array(description: str, *, default: tuple[str, ...] | None = None, nullable: bool = True) -> Any:
    """TEXT[]."""
    literal = None
    if default is not None:
        items = ", ".join(f"'{item}'" for item in default)
        literal = sa.text(f"ARRAY[{items}]::text[]" if items else "'{}'::text[]")
    return _field(sa.ARRAY(sa.Text()), ColumnFacts(description), nullable=nullable, server_default=literal)


def boolean(description: str, *, default: bool | None = None, nullable: bool = True, hidden: bool = False) -> Any:
    """BOOLEAN."""
    facts = ColumnFacts(description, fallback=default, hidden=hidden)
    return _field(sa.Boolean(), facts, nullable=nullable, server_default=_literal(default))


def integer(
    description: str,
    *,
    default: int | None = None,
    nullable: bool = True,
    between: tuple[int | None, int | None] | None = None,
) -> Any:
    """INTEGER, with an inclusive range where one is given."""
    facts = ColumnFacts(description, fallback=default, between=between)
    return _field(sa.Integer(), facts, nullable=nullable, server_default=_literal(default))


def bigint(
    description: str,
    *,
    default: int | None = None,
    nullable: bool = True,
    between: tuple[int | None, int | None] | None = None,
    hidden: bool = False,
) -> Any:
    """BIGINT, with an inclusive range where one is given."""
    facts = ColumnFacts(description, fallback=default, between=between, hidden=hidden)
    return _field(sa.BigInteger(), facts, nullable=nullable, server_default=_literal(default))


def double(
    description: str,
    *,
    default: float | None = None,
    nullable: bool = True,
    between: tuple[int | None, int | None] | None = None,
) -> Any:
    """DOUBLE PRECISION, always finite, with an inclusive range where one is given."""
    facts = ColumnFacts(description, fallback=default, between=between)
    return _field(sa.Double(), facts, nullable=nullable, server_default=_literal(default))


def generated(kind: "sa.types.TypeEngine[Any]", expression: str, description: str, *, hidden: bool = False) -> Any:
    """A column that the database computes from others of its row; nobody can write it."""
    facts = ColumnFacts(description, hidden=hidden)
    return _field(kind, facts, sa.Computed(expression, persisted=True))


def decimal(
    precision: int,
    scale: int,
    description: str,
    *,
    default: int | None = None,
    nullable: bool = True,
    between: tuple[int | None, int | None] | None = None,
    hidden: bool = False,
) -> Any:
    """DECIMAL(precision, scale), never NaN, with an inclusive range where one is given."""
    fallback = None if default is None else Decimal(default)
    facts = ColumnFacts(description, fallback=fallback, between=between, hidden=hidden)
    kind: sa.Numeric[Any] = sa.Numeric(precision, scale)
    return _field(kind, facts, nullable=nullable, server_default=_literal(default))


def timestamp(
    description: str,
    *,
    default_now: bool = False,
    default: str | None = None,
    nullable: bool = True,
    naive: bool = False,
    primary_key: bool = False,
    hidden: bool = False,
) -> Any:
    """TIMESTAMP WITH TIME ZONE; `naive` for one without, which holds UTC.

    `primary_key` for the time column of a hypertable, which every unique key of it must contain. `default` is
    an SQL expression, for defaults other than now.
    """
    options: dict[str, Any] = {"primary_key": True} if primary_key else {"nullable": nullable}
    if default_now:
        options["server_default"] = sa.text("timezone('utc', CURRENT_TIMESTAMP)") if naive else NOW
    elif default is not None:
        options["server_default"] = sa.text(default)
    return _field(sa.DateTime(timezone=not naive), ColumnFacts(description, hidden=hidden), **options)


def date(description: str, *, nullable: bool = True, primary_key: bool = False) -> Any:
    """DATE; `primary_key` for the time column of a hypertable."""
    options: dict[str, Any] = {"primary_key": True} if primary_key else {"nullable": nullable}
    return _field(sa.Date(), ColumnFacts(description), **options)


def json(
    description: str,
    *,
    array: bool = False,
    nullable: bool = True,
    default: str | None = None,
    secret: bool = False,
    name: str | None = None,
    switches: Mapping[str, str] | None = None,
) -> Any:
    """JSONB, an array where the document says so; `default` is JSON text.

    `name` is the column's name where a model's attribute cannot have it. `switches` says of each member of an
    object of switches what it means.
    """
    facts = ColumnFacts(description, array=array, secret=secret, switches=tuple((switches or {}).items()))
    literal = None if default is None else sa.text(f"'{default}'::jsonb".replace(":", r"\:"))
    options: dict[str, Any] = {} if name is None else {"name": name}
    return _field(JSONB(none_as_null=True), facts, nullable=nullable, server_default=literal, **options)


def point(description: str, *, nullable: bool = True, hidden: bool = False) -> Any:
    """GEOGRAPHY(POINT, 4326): longitude and latitude in degrees."""
    facts = ColumnFacts(description, point=True, hidden=hidden)
    return _field(Place("POINT", srid=4326, spatial_index=False), facts, nullable=nullable)


def vector(dimensions: int, description: str) -> Any:
    """An embedding of so many dimensions."""
    return _field(Vector(dimensions), ColumnFacts(description, hidden=True), nullable=False)


def inet(description: str, *, nullable: bool = True) -> Any:
    """INET."""
    return _field(INET(), ColumnFacts(description), nullable=nullable)


def copied(source: type[Any], name: str) -> Any:
    """A column like one of another model, for archives: its type, facts and nullability, no default, no keys.

    An archived row changes no more, so a status there has no transitions and does not lapse; NULL is NULL.
    """
    original: sa.Column[Any] = source.__table__.columns[name]
    facts = replace(facts_of(original), transitions=(), fallback=None, lapse=None)
    return _field(original.type, facts, name=name, nullable=original.nullable)


def _range_condition(column: "sa.Column[Any]", facts: ColumnFacts) -> str | None:
    low, high = facts.between or (None, None)
    parts = [f"{column.name} >= {low}"] if low is not None else []
    parts += [f"{column.name} <= {high}"] if high is not None else []
    if isinstance(column.type, sa.Numeric | sa.Double) and high is None:
        parts.append(f"{column.name} < 'Infinity'")
    return " AND ".join(parts) or None


@event.listens_for(sa.Column, "after_parent_attach")
def _add_checks(column: "sa.Column[Any]", parent: sa.Table) -> None:
    facts = column.info.get("facts")
    if not isinstance(facts, ColumnFacts) or not isinstance(parent, sa.Table):
        return
    if facts.choices is not None:
        values = ", ".join(f"'{member.value}'" for member in facts.choices)
        parent.append_constraint(sa.CheckConstraint(f"{column.name} IN ({values})", name=f"{column.name}_values"))
    if condition := _range_condition(column, facts):
        parent.append_constraint(sa.CheckConstraint(condition, name=f"{column.name}_range"))
    if facts.matches is not None:
        pattern = f"{column.name} ~ '^({facts.matches})$'"
        parent.append_constraint(sa.CheckConstraint(pattern, name=f"{column.name}_form"))
    if facts.array:
        array = f"jsonb_typeof({column.name}) = 'array'"
        parent.append_constraint(sa.CheckConstraint(array, name=f"{column.name}_array"))
    if facts.point:
        shape = f"{column.name}::public.geometry"
        place = (
            f"NOT public.ST_IsEmpty({shape}) AND public.ST_Y({shape}) BETWEEN -90 AND 90 "
            f"AND public.ST_X({shape}) BETWEEN -180 AND 180"
        )
        parent.append_constraint(sa.CheckConstraint(place, name=f"{column.name}_place"))
    if isinstance(column.type, sa.ARRAY):
        whole = f"array_position({column.name}, NULL) IS NULL"
        parent.append_constraint(sa.CheckConstraint(whole, name=f"{column.name}_elements"))
