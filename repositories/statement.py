"""SQLAlchemy writes the SQL, asyncpg runs it: statements compiled once, values handed to the driver as they are.

Going through SQLAlchemy's engine costs 190 µs a statement and its own conversion of values; the driver's codecs
do that work in C. Compiled statements are kept by SQLAlchemy's own cache key, in a bounded cache. A statement that
differs from one time to the next in named values only need not even be built again: it is a `Reusable`.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast

from sqlalchemy import ClauseElement, Executable
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.compiler import SQLCompiler

CACHE_SIZE = 2_000
REUSED = 500


class StaffDialect(PGDialect_asyncpg):
    """PostgreSQL as staff and jobs write to it: they read tables where clients read views (`visible.py`)."""

    supports_statement_cache = True


CLIENTS = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
STAFF = StaffDialect()  # type: ignore[no-untyped-call]


@cache
def quoted(name: str) -> str:
    """A name as it stands in a statement."""
    return CLIENTS.identifier_preparer.quote(name)


@dataclass(frozen=True)
class Bound:
    """A reusable statement with its values of one time."""

    statement: "Reusable"
    values: Mapping[str, object]

    def rendered(self, dialect: PGDialect_asyncpg) -> tuple[str, Sequence[object]]:
        """The SQL text with `$1`… and the values for it."""
        sql, parameters = self.statement.rendered(dialect)
        return sql, [self.values.get(name, value) for name, value in parameters]


class Reusable:
    """A statement that is built once and run often; its SQL is written when it first runs."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._rendered: dict[PGDialect_asyncpg, tuple[str, list[tuple[str, object]]]] = {}

    def bound(self, **values: object) -> Bound:
        """The statement with these values for its named parameters."""
        return Bound(self, values)

    def rendered(self, dialect: PGDialect_asyncpg) -> tuple[str, list[tuple[str, object]]]:
        """The SQL text and its parameters in order: their names, and the values they have unless others are given."""
        if dialect not in self._rendered:
            compiled = dialect.statement_compiler(dialect, cast(ClauseElement, self._statement))
            assert isinstance(compiled, SQLCompiler)
            values = compiled.construct_params()
            parameters = [(name, values[name]) for name in compiled.positiontup or ()]
            self._rendered[dialect] = (compiled.string, parameters)
        return self._rendered[dialect]


@lru_cache(maxsize=REUSED)
def reused(build: Callable[..., Executable], *arguments: object) -> Reusable:
    """The statement that is built of these arguments, which is built when it is first wanted."""
    return Reusable(build(*arguments))


Statement = Executable | Bound


class StatementCache:
    """Compiled statements of one kind of caller, the least recently used forgotten first."""

    def __init__(self, dialect: PGDialect_asyncpg = STAFF, *, size: int = CACHE_SIZE) -> None:
        self._dialect = dialect
        self._size = size
        self._compiled: OrderedDict[Any, SQLCompiler] = OrderedDict()

    def __len__(self) -> int:
        return len(self._compiled)

    def render(self, statement: Statement) -> tuple[str, Sequence[object]]:
        """The SQL text with `$1`… and the values for it."""
        if isinstance(statement, Bound):
            return statement.rendered(self._dialect)
        key = statement._generate_cache_key()  # type: ignore[attr-defined]
        compiled = None if key is None else self._compiled.get(key.key)
        if compiled is None:
            made = self._dialect.statement_compiler(self._dialect, cast(ClauseElement, statement), cache_key=key)
            assert isinstance(made, SQLCompiler)
            compiled = made
            if key is not None:
                self._keep(key.key, compiled)
        else:
            self._compiled.move_to_end(key.key)
        values = compiled.construct_params(extracted_parameters=None if key is None else key.bindparams)
        return compiled.string, [values[name] for name in compiled.positiontup or ()]

    def _keep(self, key: Any, compiled: SQLCompiler) -> None:
        self._compiled[key] = compiled
        if len(self._compiled) > self._size:
            self._compiled.popitem(last=False)
