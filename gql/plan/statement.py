"""Plans: the statement of an operation, who asks included, and how a request's values get into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from models.access import Command
from models.base import facts_of
from models.catalog import PRODUCTS
from repositories.identity import Trust
from repositories.later import Guards, Later
from repositories.statement import CLIENTS, STAFF, Reusable

# What a plan takes for each letter of its SQL: 10 to 36 measured, on statements of two to seven thousand letters.
BYTES_PER_LETTER = 30


@dataclass(slots=True)
class Known:
    """What a request brings: the values of the variables, who asks, and the keys that a part of an answer is for."""

    variables: Mapping[str, Any]
    subject: UUID
    accounts: Mapping[str, str]
    keys: Sequence[object] = ()

    def __getitem__(self, name: str) -> Any:
        return self.variables[name]


@dataclass(frozen=True)
class Plan:
    """One operation for one shape of its variables, or a part of one, as one statement.

    The expressions that it was written from are not kept: they take three times as much.
    """

    sql: str
    parameters: tuple[object, ...]
    tables: frozenset[Table]
    guards: Guards
    uses: tuple[object, ...]
    """Keys of answers that are used, which is counted."""

    @cached_property
    def for_staff_only(self) -> bool:
        """Whether it reads tables that users may not."""
        return any(facts_of(table).access.rule(Command.SELECT) is None for table in self.tables)

    @property
    def bytes(self) -> int:
        """About what the plan takes."""
        return BYTES_PER_LETTER * len(self.sql)

    def values(self, known: Known) -> list[object]:
        """The values of the parameters; raises what a value is refused with."""
        return _read(self.parameters, known)

    def used(self, known: Known) -> list[Any]:
        """The keys of answers that are used."""
        return _read(self.uses, known)

    @property
    def binds(self) -> list[str]:
        """Where the value of each parameter comes from."""
        return [value.name if isinstance(value, Later) else "constant" for value in self.parameters]


def _read(values: Sequence[object], known: Known) -> list[Any]:
    return [value.read(known) if isinstance(value, Later) else value for value in values]


def dialect_of(trust: Trust) -> PGDialect_asyncpg:
    """How statements are written for callers that are trusted so far."""
    return CLIENTS if trust is Trust.APP else STAFF


def written(
    answer: "sa.Select[Any]",
    tables: frozenset[Table],
    guards: Guards,
    uses: tuple[object, ...],
    subject: Later,
    accounts: Later,
    dialect: PGDialect_asyncpg,
) -> Plan:
    """The plan of an answer for callers with accounts in the same products and of the same trust."""
    sql, parameters = Reusable(_signed_in(answer, subject, accounts)).rendered(dialect)
    return Plan(sql, tuple(value for _, value in parameters), tables, guards, uses)


def _signed_in(answer: "sa.Select[Any]", subject: Later, accounts: Later) -> "sa.Select[Any]":
    """The answer, read after the caller has signed in, in the same statement.

    The first subquery is fenced off (OFFSET 0) and calls volatile functions, so it runs as it stands; the
    second depends on it. Should a plan ever read before the settings are made, it reads as nobody and sees
    nothing.
    """
    setting = sa.func.set_config(
        sa.literal_column("'quintet.subject'"),
        sa.cast(_bound(subject, sa.Uuid()), sa.Text()),
        sa.literal_column("true"),
    )
    calls: list[ColumnElement[Any]] = [setting.label("subject")]
    for product in PRODUCTS:
        if product.schema in accounts.now:
            account = accounts.then(itemgetter(product.schema))
            functions = getattr(sa.func, product.schema)
            calls.append(functions.sign_in(_bound(account, product.account_column.type)).label(product.schema))
    signed = sa.select(*calls).offset(sa.literal_column("0")).subquery("signed")
    answered = answer.where(signed.c.subject.is_not(None)).correlate(signed).lateral("answered")
    return sa.select(*answered.c).select_from(signed.join(answered, sa.true()))


def _bound(value: Later, kind: "sa.types.TypeEngine[Any]") -> ColumnElement[Any]:
    return sa.bindparam(None, value, kind, unique=True)
