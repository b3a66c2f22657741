"""Doing something as somebody, in a transaction of its own, and seeing what it left behind."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from models.liveconvo import Document, Guidance, Session, Summary, Template, Transcript
from repositories.database import Database
from repositories.errors import QuintetError
from repositories.identity import Identity
from repositories.repository import Repository, table_of
from tests.contract.rows import Owner, RowMaker, Values

SESSIONS, TRANSCRIPTS, GUIDANCE = table_of(Session), table_of(Transcript), table_of(Guidance)
SUMMARIES, TEMPLATES, DOCUMENTS = table_of(Summary), table_of(Template), table_of(Document)
WRITTEN = (SESSIONS, TRANSCRIPTS, GUIDANCE, SUMMARIES, TEMPLATES, DOCUMENTS)
CONNECTIONS = 8
Kind = TypeVar("Kind", bound=Repository)


@dataclass(frozen=True)
class Desk:
    """Somebody at work: what they do goes through the repositories, what they have is read as it is stored."""

    database: Database
    maker: RowMaker
    owner: Owner

    @property
    def account(self) -> UUID:
        """Their account."""
        return UUID(self.owner.accounts["liveconvo"])

    @asynccontextmanager
    async def doing(self, kind: type[Kind], identity: Identity | None = None) -> AsyncIterator[Kind]:
        """A repository in a transaction, committed at the end."""
        async with self.database.writing(identity or self.owner.identity) as transaction:
            yield kind(transaction)

    @asynccontextmanager
    async def refused(self, kind: type[Kind], error: type[QuintetError], message: str) -> AsyncIterator[Kind]:
        """A repository in a transaction that fails with exactly this, and leaves every row as it was."""
        before = await self.everything()
        with pytest.raises(error) as found:
            async with self.doing(kind) as repository:
                yield repository
        assert (type(found.value), found.value.message) == (error, message)
        assert await self.everything() == before

    async def add(self, table: Table, **values: object) -> Values:
        """A row of theirs, made without the repositories; it is the parent of what is made after it."""
        return await self.maker.add(self.owner, table, **values)

    async def stored(self, table: Table, key: UUID) -> Values:
        """A row as it is stored."""
        (row,) = await self.maker.run(sa.select(table).where(table.c.id == key))
        return row

    async def everything(self) -> list[Values]:
        """How many rows each table has and a sum over their contents.

        Each process of the tests has a database of its own, so nobody else writes meanwhile.
        """
        return await self.maker.run(sa.union_all(*map(_fingerprint, WRITTEN)))


def _fingerprint(table: Table) -> sa.Select[*tuple[Any, ...]]:
    content = sa.func.hashtextextended(sa.cast(sa.literal_column(table.name), sa.Text), 0)
    return sa.select(
        sa.literal_column(f"'{table.name}'").label("name"),
        sa.func.count().label("rows"),
        sa.func.sum(sa.cast(content, sa.Numeric)).label("content"),
    ).select_from(table)


def topic(session: object) -> set[str]:
    """The one topic of a session."""
    return {f"liveconvo.session:{session}"}
