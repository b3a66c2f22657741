"""Many copies of somebody's rows in every table, so that the planner's choice of indexes says something of each.

Triggers and foreign keys rest while copies are made. A copy has the parents of its original wherever the table's
unique keys permit: a list of somebody's, and one at the end of a relation, has all the copies then.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from geoalchemy2 import Geography
from pgvector.sqlalchemy import Vector
from sqlalchemy import Column, ColumnElement, Table
from sqlalchemy.dialects.postgresql import TSVECTOR, insert

from models.base import facts_of
from models.catalog import PRODUCTS, TABLES
from models.columns import facts_of as column_facts
from repositories.statement import StatementCache
from tests.contract.rows import Owner

COPIES: Final = 1_000
FOUND_BY_WORDS: Final = 25
"""How many of the copies a search for the original's words finds."""

IN_A_DAY: Final = 50
"""How many copies fall on one day where days have chunks."""

NUMBER: ColumnElement[int] = sa.column("copy", sa.Integer())
"""Which copy it is."""

_TEXT = sa.cast(NUMBER, sa.Text())
FORMS: Mapping[str, ColumnElement[str]] = {
    "[0-9]{6}": sa.func.lpad(_TEXT, 6, sa.literal_column("'0'")),
    "[0-9a-f]{64}": sa.func.repeat(sa.func.md5(_TEXT), 2),
    "ROAD-[A-Z0-9]{4}-[A-Z0-9]{4}": sa.func.concat("ROAD-COPY-", sa.func.lpad(_TEXT, 4, sa.literal_column("'0'"))),
}
"""Another text for each copy, by the pattern that it has to match."""


def _copied_key(column: "Column[Any]") -> ColumnElement[Any]:
    """The key of a copy: the copy of a child has the copy of its parent where it cannot have the original."""
    return sa.cast(sa.func.md5(sa.func.concat(column, NUMBER)), sa.Uuid())


_MONTH = TABLES["webbuilder.user_usage"].c.month
_END = TABLES["liveconvo.transcripts"].c.end_time_seconds
_VIDEO = TABLES["roadtrip.video_revenues"].c.video_id
_PLACE = TABLES["roadtrip.discovery_embeddings"].c.discovery_id
_ONES: ColumnElement[Any] = sa.func.array_fill(sa.literal_column("1::real"), sa.literal_column("ARRAY[767]"))
_DIRECTION = sa.cast(sa.func.array_prepend(sa.cast(NUMBER, sa.REAL()), _ONES), Vector(768))
OTHERS: Mapping[str, Mapping[str, ColumnElement[Any]]] = {
    # A month begins on its first day.
    "webbuilder.user_usage": {"month": sa.cast(_MONTH - sa.func.make_interval(0, NUMBER), sa.Date())},
    # What is said ends after it begins.
    "liveconvo.transcripts": {"end_time_seconds": _END + NUMBER},
    # A video earns once a day on a platform, and a chunk for every week of some years takes long to make.
    "roadtrip.video_revenues": {
        "video_id": sa.case((NUMBER % IN_A_DAY == 0, _VIDEO), else_=sa.func.gen_random_uuid()),
    },
    # What a discovery is like is known once by each model, and an index has no use for one direction alone.
    "roadtrip.discovery_embeddings": {"discovery_id": _copied_key(_PLACE), "embedding": _DIRECTION},
}
"""What else is another in copies: a rule of the table says so, which its columns do not tell."""

MAKE_ROOM: Final = f"""
    UPDATE roadtrip.roadtrip_sessions SET activation_code = (900000 + activation_code::integer)::text
    WHERE activation_code <= '{3 * COPIES:06}'
"""
"""Gives other codes to roadtrips that drew one of those which copies will have."""

LOADED = frozenset({"roadtrip.cities"})
"""Tables whose rows ship with the models."""

SEARCHED = frozenset({"roadtrip.discovery_embeddings"})
"""Tables that the graph does not show, but finds rows of others by."""


async def copy_rows(connection: Any, owner: Owner, stranger: Owner) -> None:
    """Copy the rows of two people, over a connection that may silence triggers.

    In every ordering a thousand rows of the stranger's stand before the owner's, and a thousand after them.
    """
    statements = StatementCache()
    await connection.execute("SET session_replication_role = replica")
    await connection.execute(MAKE_ROOM)
    for table in copied():
        for number, whose in enumerate((stranger, owner, stranger)):
            sql, values = statements.render(
                copies(table, whose, range(number * COPIES + 1, (number + 1) * COPIES + 1))
            )
            await connection.execute(sql, *values)
    await connection.execute("RESET session_replication_role")


def copied() -> list[Table]:
    """The tables whose rows are copied: those in the graph that have rows of their own."""
    found = [table for product in PRODUCTS for table in product.graph_tables if facts_of(table).view is None]
    return [*(table for table in found if table.fullname not in LOADED), *(TABLES[name] for name in SEARCHED)]


def copies(table: Table, owner: Owner, numbers: range) -> sa.Insert:
    """The statement that copies an owner's row, once for each number."""
    fresh = varying(table)
    columns = [column for column in table.columns if column.computed is None]
    values = [fresh[column.name].label(column.name) if column.name in fresh else column for column in columns]
    series = sa.func.generate_series(numbers.start, numbers.stop - 1).table_valued(NUMBER, name="copies")
    original = [table.c[name] == value for name, value in owner.key(table).items()]
    source = sa.select(*values).select_from(table.join(series.render_derived(), sa.true())).where(*original)
    return insert(table).from_select([column.name for column in columns], source)


def varying(table: Table) -> dict[str, ColumnElement[Any]]:
    """The columns in which a copy differs from its original, and what it has there."""
    found = {column.name: _other(column) for column in table.columns if _is_always_another(column)}
    found |= {column.name: _other(column) for column in _in_order(table)}
    found |= {column.name: target for column, target in _within(table)}
    found |= OTHERS.get(table.fullname, {})
    for key in _unique_keys(table):
        if not any(column.name in found for column in key):
            column = min(key, key=_reluctance)
            found[column.name] = _other(column)
    return found


def _is_always_another(column: "Column[Any]") -> bool:
    if isinstance(column.type, sa.Uuid):
        return column.primary_key and not column.foreign_keys
    return isinstance(column.type, sa.DateTime | sa.Date | TSVECTOR)


def _in_order(table: Table) -> Iterator["Column[Any]"]:
    """The columns that lists are ordered by, where any row may have another value."""
    for name in facts_of(table).order:
        column = table.c[name.lstrip("-")]
        if column_facts(column).choices is None and not column.foreign_keys:
            yield column


def _within(table: Table) -> Iterator[tuple["Column[Any]", "Column[Any]"]]:
    """The keys to rows of the same table: copies belong to their original."""
    for column in table.columns:
        for key in column.foreign_keys:
            if key.column.table is table:
                yield column, key.column


def _unique_keys(table: Table) -> Iterator[list["Column[Any]"]]:
    """The columns of each key that no two rows share."""
    yield list(table.primary_key.columns)
    yield from ([column] for column in table.columns if column.unique)
    for constraint in table.constraints:
        if isinstance(constraint, sa.UniqueConstraint):
            yield list(constraint.columns)
    for index in table.indexes:
        if index.unique and index.columns:
            yield list(index.columns)


def _reluctance(column: "Column[Any]") -> int:
    """How much is lost where copies differ in a column: with another parent they are nobody's rows."""
    if column_facts(column).choices is not None or isinstance(column.type, sa.Boolean):
        return 2
    return int(bool(column.foreign_keys))


def _other(column: "Column[Any]") -> ColumnElement[Any]:
    """Another value for each copy."""
    pattern = column_facts(column).matches
    if pattern is not None:
        return FORMS[pattern]
    match column.type:
        case sa.Uuid():
            return _copied_key(column)
        case sa.Integer() if column.primary_key:
            return -NUMBER
        case sa.Integer() | sa.Numeric():
            return column + NUMBER
        case sa.DateTime():
            return column - NUMBER * sa.literal_column("interval '1 minute'")
        case sa.Date():
            is_in_chunks = facts_of(column.table).hypertable == column.name
            return column - (sa.cast(NUMBER // IN_A_DAY, sa.Integer()) if is_in_chunks else NUMBER)
        case sa.String(length=length):
            return sa.func.right(sa.func.concat(column, sa.literal_column("' '"), NUMBER), length or 1_000)
        case TSVECTOR():
            words = sa.func.to_tsvector(sa.literal_column("'pg_catalog.simple'"), _TEXT)
            return sa.case((NUMBER % (COPIES // FOUND_BY_WORDS) == 0, column), else_=words)
        case Geography():
            return sa.func.public.ST_Project(column, NUMBER * sa.literal_column("10.0"), sa.literal_column("0.0"))
    raise NotImplementedError(f"no other value is known for {column.table.fullname}.{column.name}")
