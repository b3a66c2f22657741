"""What every product's models share: a registry of their own, naming of constraints, the facts about a table.

Five products have a table called `users`, so each product has its own registry and metadata.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import ForeignKeyConstraint, MetaData, Table
from sqlalchemy.orm import registry
from sqlalchemy.schema import SchemaItem
from sqlmodel import SQLModel

from models.access import Access

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(SQLModel):
    """The base of every product's base. Nobody validates rows with it: what that takes is made when it is used."""

    model_config = {"defer_build": True}


@dataclass(frozen=True)
class Topic:
    """Changes of a table's rows are appended to the event log of one topic.

    The topic of a row is `<name>:<value of key>`, for example `liveconvo.session:6f1c…`.
    """

    name: str
    key: str


@dataclass(frozen=True)
class Trigger:
    """A trigger that one table needs beyond the ones derived from its columns.

    `when` is `BEFORE INSERT OR UPDATE` and the like; `function` is the schema-qualified call. `each` is
    `STATEMENT` for triggers that fire once, however many rows change; `sees` then names the rows, as in
    `NEW TABLE AS added`.
    """

    name: str
    when: str
    function: str
    each: str = "ROW"
    sees: str | None = None


class View(Enum):
    """A relation that is a query over tables, kept in `models/views/<schema>/<name>.sql`.

    A PLAIN view is granted to the app role as it is; over protected tables it is made WITH (security_invoker), so
    that the caller's row security applies. A MATERIALIZED one, which knows no row security, is read
    like a hypertable: through a view of the rows that the access rule permits.
    """

    PLAIN = "VIEW"
    MATERIALIZED = "MATERIALIZED VIEW"


@dataclass(frozen=True)
class RollUp:
    """A table has the sums of the rows of another one, `of`, kept by triggers so that they are always right.

    There is one row for each span of days (`bucket_type`: day, week, month; `bucket`: its first day) and for each
    value of the columns `by`, which have the same names in both. `date` is the column of `of` with the day.
    `entries` counts the rows, and the columns `sums` have the sums of the columns of the same names, none of which
    is ever NULL.
    """

    of: str
    date: str
    by: tuple[str, ...]
    sums: tuple[str, ...]


TOUCH = Trigger("touch_updated_at", "BEFORE UPDATE", "quintet.touch_updated_at()")


@dataclass(frozen=True)
class TableFacts:
    """What is true of a table beyond its columns; kept in `Table.info["facts"]`.

    `order` is the default order of lists: column names, a leading `-` means descending.
    `singular` is the name of one row. `hypertable` names the time column of a hypertable, `chunk` the span of
    its chunks. `storage` are storage parameters, such as those of autovacuum for a table that changes a lot.
    `in_graph` is false for tables that serve the database alone, such as embeddings. `touch` sets `updated_at`
    where the table has it. `view` says that it is no table but a query. `audit` is the usual legal basis of
    changes: each one is recorded by the product's `record_audit()`. Rows of an `append_only` table are changed
    and deleted by nobody who can log in. `search` names the function of the schema that finds rows by words.
    `rolls_up` says that it has the sums of another table's rows, which are then read from it.
    """

    description: str
    access: Access
    singular: str
    order: tuple[str, ...] = ()
    topic: Topic | None = None
    triggers: tuple[Trigger, ...] = ()
    hypertable: str | None = None
    chunk: str = "7 days"
    storage: tuple[tuple[str, str], ...] = ()
    in_graph: bool = True
    touch: Trigger = TOUCH
    view: View | None = None
    audit: str | None = None
    append_only: bool = False
    search: str | None = None
    rolls_up: RollUp | None = None

    @property
    def behind_view(self) -> bool:
        """Whether the app role reads it through a view of its rows, as row security does not work on it."""
        return self.hypertable is not None or self.view is View.MATERIALIZED


def product_registry(schema: str) -> registry:
    """A registry whose tables live in the PostgreSQL schema of one product."""
    return registry(metadata=MetaData(schema=schema, naming_convention=NAMING_CONVENTION))


def table(*items: SchemaItem, facts: TableFacts) -> tuple[Any, ...]:
    """The `__table_args__` of a model: its indexes and constraints, and its facts."""
    return (*items, {"info": {"facts": facts}, "comment": facts.description})


def second_key(name: str, column: str, target: str, *, on_delete: str) -> ForeignKeyConstraint:
    """One more foreign key of a column that has one: it binds the row, but is no relation of its own."""
    return ForeignKeyConstraint([column], [target], name=name, ondelete=on_delete, info={"relation": False})


def facts_of(source: Table) -> TableFacts:
    """The facts declared with a table."""
    facts = source.info["facts"]
    assert isinstance(facts, TableFacts)
    return facts


def soft_deletes(source: Table) -> bool:
    """Whether rows of the table are deleted by setting `deleted_at`."""
    return "deleted_at" in source.columns


def in_order_of_creation(metadata: MetaData) -> Sequence[Table]:
    """The tables of a product, each after the tables that it references."""
    return metadata.sorted_tables
