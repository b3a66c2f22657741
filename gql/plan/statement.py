"""Plans: the statement of an operation, who asks included, and how a request's values get into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table

from models.access import Command
from models.base import facts_of
from models.catalog import PRODUCTS
from repositories.identity import Identity, Trust
from repositories.later import Guards, Later
from repositories.statement import CLIENTS, STAFF, Reusable


@dataclass(frozen=True)
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
    """One operation for one shape of its variables, or a part of one, as one statement."""

    answer: "sa.Select[Any]"
    tables: frozenset[Table]
    guards: Guards
    subject: Later
    accounts: Later

    @cached_property
    def for_staff_only(self) -> bool:
        """Whether it reads tables that users may not."""
        return any(facts_of(table).access.rule(Command.SELECT) is None for table in self.tables)

    def render(self, identity: Identity, known: Known) -> tuple[str, list[object]]:
        """The SQL and its values; raises what a value is refused with."""
        sql, parameters = self._rendered(identity)
        return sql, [value.read(known) if isinstance(value, Later) else value for _, value in parameters]

    def binds(self, identity: Identity) -> list[str]:
        """Where the value of each parameter comes from."""
        _, parameters = self._rendered(identity)
        return [value.name if isinstance(value, Later) else "constant" for _, value in parameters]

    def _rendered(self, identity: Identity) -> tuple[str, list[tuple[str, object]]]:
        dialect = CLIENTS if identity.trust is Trust.APP else STAFF
        return self._statement(tuple(sorted(identity.accounts))).rendered(dialect)

    def _statement(self, products: Sequence[str]) -> Reusable:
        key = tuple(products)
        if key not in self._statements:
            self._statements[key] = Reusable(self._signed_in(key))
        return self._statements[key]

    @cached_property
    def _statements(self) -> dict[tuple[str, ...], Reusable]:
        return {}

    def _signed_in(self, products: tuple[str, ...]) -> "sa.Select[Any]":
        """The answer, read after the caller has signed in, in the same statement.

        The first subquery is fenced off (OFFSET 0) and calls volatile functions, so it runs as it stands; the
        second depends on it. Should a plan ever read before the settings are made, it reads as nobody and sees
        nothing.
        """
        subject = sa.func.set_config(
            sa.literal_column("'quintet.subject'"),
            sa.cast(_bound(self.subject, sa.Uuid()), sa.Text()),
            sa.literal_column("true"),
        )
        calls: list[ColumnElement[Any]] = [subject.label("subject")]
        for product in PRODUCTS:
            if product.schema in products:
                account = self.accounts.then(itemgetter(product.schema))
                functions = getattr(sa.func, product.schema)
                calls.append(functions.sign_in(_bound(account, product.account_column.type)).label(product.schema))
        signed = sa.select(*calls).offset(sa.literal_column("0")).subquery("signed")
        answer = self.answer.where(signed.c.subject.is_not(None)).correlate(signed).lateral("answered")
        return sa.select(*answer.c).select_from(signed.join(answer, sa.true()))


def _bound(value: Later, kind: "sa.types.TypeEngine[Any]") -> ColumnElement[Any]:
    return sa.bindparam(None, value, kind, unique=True)
