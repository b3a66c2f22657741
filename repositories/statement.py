"""SQLAlchemy writes the SQL, asyncpg runs it: statements compiled once, values handed to the driver as they are.

Going through SQLAlchemy's engine costs 190 µs a statement and its own conversion of values; the driver's codecs
do that work in C. Compiled statements are kept by SQLAlchemy's own cache key, in a bounded cache. A statement that
differs from one time to the next in named values only need not even be built again: it is a `Reusable`.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from sqlalchemy import ClauseElement, Executable
from sqlalchemy.dialects.postgresql import asyncpg as dialect_module
from sqlalchemy.sql.compiler import SQLCompiler

DIALECT = dialect_module.dialect()  # type: ignore[no-untyped-call]
CACHE_SIZE = 2_000


@dataclass(frozen=True)
class Bound:
    """A reusable statement with its values of one time."""

    sql: str
    values: Sequence[object]


class Reusable:
    """A statement that is built once and run often; its SQL is written when it first runs."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement

    def bound(self, **values: object) -> Bound:
        """The statement with these values for its named parameters."""
        sql, parameters = self._rendered
        return Bound(sql, [values.get(name, value) for name, value in parameters])

    @cached_property
    def _rendered(self) -> tuple[str, list[tuple[str, object]]]:
        compiled = DIALECT.statement_compiler(DIALECT, cast(ClauseElement, self._statement))
        assert isinstance(compiled, SQLCompiler)
        values = compiled.construct_params()
        return compiled.string, [(name, values[name]) for name in compiled.positiontup or ()]


Statement = Executable | Bound


class StatementCache:
    """Compiled statements, the least recently used forgotten first."""

    def __init__(self, size: int = CACHE_SIZE) -> None:
        self._size = size
        self._compiled: OrderedDict[Any, SQLCompiler] = OrderedDict()

    def __len__(self) -> int:
        return len(self._compiled)

    def render(self, statement: Statement) -> tuple[str, Sequence[object]]:
        """The SQL text with `$1`… and the values for it."""
        if isinstance(statement, Bound):
            return statement.sql, statement.values
        key = statement._generate_cache_key()  # type: ignore[attr-defined]
        compiled = None if key is None else self._compiled.get(key.key)
        if compiled is None:
            compiled = DIALECT.statement_compiler(DIALECT, cast(ClauseElement, statement), cache_key=key)
            assert isinstance(compiled, SQLCompiler)
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
