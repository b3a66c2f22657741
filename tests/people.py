"""People for tests: accounts with rows of theirs, made as the worker role, and tokens for them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from gateway.authentication import mint
from gateway.settings import Settings
from models.liveconvo import Session, Template, Transcript, User
from repositories.database import register_codecs
from repositories.identity import Identity
from repositories.repository import table_of
from repositories.statement import StatementCache

SECRET = "a secret of the tests, longer than thirty-two bytes"
_SETTINGS = Settings(_env_file=None, token_secret=SECRET)  # type: ignore[call-arg]


@dataclass(frozen=True)
class Person:
    """Somebody with a LiveConvo account."""

    id: UUID
    email: str

    @property
    def identity(self) -> Identity:
        """What the gateway knows of them after checking their token."""
        return Identity(self.id, {"liveconvo": str(self.id)})

    def token(self, *, roles: tuple[str, ...] = ("user",), lifetime: dt.timedelta = dt.timedelta(hours=1)) -> str:
        """A token of theirs."""
        return mint(_SETTINGS, SECRET, self.id, {"liveconvo": str(self.id)}, roles=roles, lifetime=lifetime)


class People:
    """Makes people and their rows."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._statements = StatementCache()

    @classmethod
    async def ready(cls, connection: Any) -> "People":
        """People made over a connection of the worker role."""
        await register_codecs(connection)
        return cls(connection)

    async def person(self, **values: object) -> Person:
        """A new person."""
        email = f"{uuid4().hex}@example.com"
        made = await self.insert(User, email=email, google_id=uuid4().hex, **values)
        return Person(made, email)

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
        """A row of any table; returns its id."""
        table = table_of(model)
        found = await self.run(sa.insert(table).values(values).returning(table.c.id))
        made: UUID = found[0]["id"]
        return made

    async def run(self, statement: sa.Executable) -> list[Any]:
        """Any statement, as the worker role, which row security does not bind."""
        sql, arguments = self._statements.render(statement)
        return list(await self._connection.fetch(sql, *arguments))
