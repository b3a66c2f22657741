"""The kinds of column: each call states a column once, for the database, the graph and Python alike.

A column's `info` carries what SQLAlchemy has no word for (see `ColumnFacts`). CHECK constraints that follow
from a column (value lists, ranges, finite numbers) are added when it joins its table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from pgvector.sqlalchemy import Vector
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field

NOW = sa.text("CURRENT_TIMESTAMP")
RANDOM_UUID = sa.text("gen_random_uuid()")


@dataclass(frozen=True)
class ColumnFacts:
    """What is true of a column beyond its SQL type; kept in `Column.info["facts"]`.

    `choices` is the Python enum of a value list. `fallback` is what readers see instead of NULL: the
    documents give many flags a DEFAULT without NOT NULL, and nobody wants a flag of three values.
    `secret` columns are granted to no reader and become no field. `hidden` columns become no field.
    `inverse` names the list of referencing rows on the referenced type, where the table's name does not do;
    `newest` names a field there with the first of that list in the table's own order.
    `transitions` are the permitted changes of a status, `from -> to`.
    """

    description: str
    choices: type[Enum] | None = None
    fallback: bool | int | str | Decimal | None = None
    secret: bool = False
    hidden: bool = False
    inverse: str | None = None
    newest: str | None = None
    transitions: tuple[tuple[str, str], ...] = ()
    between: tuple[int | None, int | None] | None = None
    array: bool = False


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


def reference(
    target: str,
    description: str,
    *,
    on_delete: str,
    nullable: bool = False,
    unique: bool = False,
    inverse: str | None = None,
    newest: str | None = None,
) -> Any:
    """A foreign key to `table.column` of the same product; unique where a row is referred to at most once."""
    return _field(
        sa.Uuid(),
        ColumnFacts(description, inverse=inverse, newest=newest),
        sa.ForeignKey(target, ondelete=on_delete),
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
) -> Any:
    """VARCHAR(length) or TEXT."""
    facts = ColumnFacts(description, fallback=default, secret=secret, hidden=hidden)
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
    )
    return _field(sa.String(length), facts, nullable=nullable, server_default=_literal(value))


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


def decimal(
    precision: int,
    scale: int,
    description: str,
    *,
    default: int | None = None,
    nullable: bool = True,
    between: tuple[int | None, int | None] | None = None,
) -> Any:
    """DECIMAL(precision, scale), never NaN, with an inclusive range where one is given."""
    facts = ColumnFacts(description, fallback=None if default is None else Decimal(default), between=between)
    kind: sa.Numeric[Any] = sa.Numeric(precision, scale)
    return _field(kind, facts, nullable=nullable, server_default=_literal(default))


def timestamp(description: str, *, default_now: bool = False, nullable: bool = True) -> Any:
    """TIMESTAMP WITH TIME ZONE."""
    facts = ColumnFacts(description)
    default = NOW if default_now else None
    return _field(sa.DateTime(timezone=True), facts, nullable=nullable, server_default=default)


def date(description: str, *, nullable: bool = True) -> Any:
    """DATE."""
    return _field(sa.Date(), ColumnFacts(description), nullable=nullable)


def json(description: str, *, array: bool = False, nullable: bool = True) -> Any:
    """JSONB, an array where the document says so."""
    return _field(JSONB(none_as_null=True), ColumnFacts(description, array=array), nullable=nullable)


def vector(dimensions: int, description: str) -> Any:
    """An embedding of so many dimensions."""
    return _field(Vector(dimensions), ColumnFacts(description, hidden=True), nullable=False)


def inet(description: str, *, nullable: bool = True) -> Any:
    """INET."""
    return _field(INET(), ColumnFacts(description), nullable=nullable)


def _range_condition(column: "sa.Column[Any]", facts: ColumnFacts) -> str | None:
    low, high = facts.between or (None, None)
    parts = [f"{column.name} >= {low}"] if low is not None else []
    parts += [f"{column.name} <= {high}"] if high is not None else []
    if isinstance(column.type, sa.Numeric) and high is None:
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
    if facts.array:
        array = f"jsonb_typeof({column.name}) = 'array'"
        parent.append_constraint(sa.CheckConstraint(array, name=f"{column.name}_array"))
