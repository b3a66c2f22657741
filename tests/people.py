"""People for tests: accounts with rows of theirs, made as the worker role, and tokens for them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Column, Table

from gateway.authentication import mint
from gateway.settings import Settings
from models.liveconvo import Session, Template, Transcript, User
from repositories.identity import Identity
from repositories.repository import table_of
from repositories.statement import StatementCache
from tests.contract.rows import Owner, RowMaker, read_rows

SECRET = "a secret of the tests, longer than thirty-two bytes"
_SETTINGS = Settings(_env_file=None, token_secret=SECRET)


@dataclass(frozen=True)
class Person:
    """Somebody with a LiveConvo account, whose key is their subject too, and perhaps with accounts elsewhere."""

    id: UUID
    email: str
    elsewhere: Mapping[str, str] = field(default_factory=dict, compare=False)
    roles: tuple[str, ...] = ("user",)

    @classmethod
    def of(cls, owner: Owner, *, roles: tuple[str, ...] = ("user",)) -> Self:
        """The person with an owner's accounts in all products."""
        account = owner.rows["liveconvo.users"]
        return cls(account["id"], account["email"], owner.accounts, roles)

    @property
    def accounts(self) -> dict[str, str]:
        """Their account in each product."""
        return {**self.elsewhere, "liveconvo": str(self.id)}

    @property
    def identity(self) -> Identity:
        """What the gateway knows of them after checking their token."""
        return Identity(self.id, self.accounts)

    def token(self, *, roles: tuple[str, ...] | None = None, lifetime: dt.timedelta = dt.timedelta(hours=1)) -> str:
        """A token of theirs."""
        return mint(_SETTINGS, SECRET, self.id, self.accounts, roles=roles or self.roles, lifetime=lifetime)


class PersonWithoutAccounts(Person):
    """Somebody whose token stands for no account in any product."""

    @property
    def accounts(self) -> dict[str, str]:
        """None."""
        return {}


class People:
    """Makes people and their rows; `rows` makes rows of any table."""

    def __init__(self, connection: Any) -> None:
        self.rows = RowMaker(connection)
        self._connection = connection
        self._statements = StatementCache()

    @classmethod
    async def ready(cls, connection: Any) -> "People":
        """People made over a connection of the worker role."""
        await read_rows(connection)
        return cls(connection)

    async def person(self, **values: object) -> Person:
        """A new person with a LiveConvo account."""
        email = f"{uuid4().hex}@example.com"
        made = await self.insert(User, email=email, google_id=uuid4().hex, **values)
        return Person(made, email)

    async def person_everywhere(self) -> Person:
        """A new person with an account in every product."""
        return Person.of(await self.rows.owner())

    async def session(self, owner: Person, **values: object) -> UUID:
        """A session of theirs, active unless told otherwise."""
        return await self.insert(Session, user_id=owner.id, **{"status": "active", **values})

    async def transcript(self, session: UUID, start: float = 0, **values: object) -> UUID:
        """A final piece of transcript."""
        given = {"content": "Hello.", "is_final": True, "start_time_seconds": start, **values}
        return await self.insert(Transcript, session_id=session, **given)

    async def template(self, owner: Person, **values: object) -> UUID:
        """A private template."""
        return await self.insert(Template, user_id=owner.id, **{"name": "A template", **values})

    async def insert(self, model: type[Any], **values: object) -> UUID:
        """A row of any table whose key is an id; returns that. What cannot be left out is made up."""
        table = table_of(model)
        made_up = {c.name: self.rows.value(c) for c in _required(table) if c.name not in values}
        made: UUID = (await self.rows.insert(table, {**made_up, **values}))["id"]
        return made

    async def run(self, statement: sa.Executable) -> list[Any]:
        """Any statement, as the worker role, which row security does not bind."""
        sql, arguments = self._statements.render(statement)
        return list(await self._connection.fetch(sql, *arguments))


def _required(table: Table) -> "list[Column[Any]]":
    """The columns without which there can be no row, beside its parents."""
    return [
        column
        for column in table.columns
        if not (column.nullable or column.server_default is not None or column.foreign_keys or column.primary_key)
    ]
