"""Makes rows for tests as the worker role, and acts in the database as people, staff and the owner."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.models.opened import Connection

BCRYPT = "$2b$12$" + "a" * 53
CREDENTIALS = "k1:" + "gAAAAAB" + "x" * 93


async def _codecs(connection: Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


class Rows:
    """Makes rows over a connection of the worker role, which row security does not bind."""

    def __init__(self, place: Addresses, worker: Connection) -> None:
        self.place = place
        self.worker = worker

    @classmethod
    @asynccontextmanager
    async def ready(cls, place: Addresses) -> AsyncIterator["Rows"]:
        """Rows over a connection of their own."""
        async with connected(place.url("worker")) as connection:
            await _codecs(connection)
            yield cls(place, connection)

    async def insert(self, table: str, **values: object) -> UUID:
        """A row of any table with a key of its own; returns the key."""
        return await insert(self.worker, table, **values)

    async def get(self, table: str, key: UUID) -> dict[str, Any]:
        """All columns of a row."""
        found = await self.worker.fetchrow(f"SELECT * FROM webbuilder.{table} WHERE id = $1", key)
        return dict(found)

    async def user(self, **values: object) -> UUID:
        """A person; on the plan with the widest limits unless told otherwise."""
        given = {"email": f"{uuid4().hex}@example.com", "password_hash": BCRYPT, "name": "Nour"}
        return await self.insert("users", **{**given, "subscription_tier": "agency", **values})

    async def campaign(self, user: UUID | None = None, **values: object) -> UUID:
        """A campaign, of a new person unless told otherwise."""
        owner = user or await self.user()
        return await self.insert("campaigns", user_id=owner, **{"name": "Spring", "type": "funnel", **values})

    async def component(self, campaign: UUID, **values: object) -> UUID:
        """A component of a campaign."""
        given = {"name": "Form", "component_type": "form", **values}
        return await self.insert("campaign_components", campaign_id=campaign, **given)

    async def integration(self, user: UUID, **values: object) -> UUID:
        """A connection to WordPress."""
        given = {"platform_type": "wordpress", "encrypted_credentials": CREDENTIALS, **values}
        return await self.insert("platform_integrations", user_id=user, **given)

    async def generation(self, user: UUID, **values: object) -> UUID:
        """A running generation."""
        return await self.insert("ai_generations", user_id=user, **{"generation_type": "component", **values})

    async def library(self, user: UUID, **values: object) -> UUID:
        """A private component in the library."""
        given = {"name": "Button", "component_type": "custom", **values}
        return await self.insert("component_library", user_id=user, **given)

    async def audited(self, key: object) -> list[dict[str, Any]]:
        """The audit entries of a row, the oldest first."""
        found = await self.worker.fetch(
            "SELECT * FROM webbuilder.audit_log WHERE row_key = $1 ORDER BY created_at, operation", str(key)
        )
        return [dict(row) for row in found]

    @asynccontextmanager
    async def acting(
        self, role: str, account: UUID | None = None, *, keep: bool = False
    ) -> AsyncIterator[Connection]:
        """A transaction as `app`, `admin`, `worker` or `owner`, for an account; undone at the end unless kept."""
        async with connected(self.place.url(role)) as connection:
            await _codecs(connection)
            transaction = connection.transaction()
            await transaction.start()
            if account is not None:
                await connection.execute(f"SELECT webbuilder.sign_in('{account}')")
            yield connection
            await (transaction.commit() if keep else transaction.rollback())


async def insert(connection: Connection, table: str, **values: object) -> UUID:
    """A row of any table with a key of its own, whoever is connected; returns the key."""
    names = ", ".join(values)
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    statement = f"INSERT INTO webbuilder.{table} ({names}) VALUES ({places}) RETURNING id"
    made: UUID = await connection.fetchval(statement, *values.values())
    return made


async def state_of(connection: Connection, statement: str, *values: object) -> str | None:
    """The SQLSTATE with which a statement is refused, null if it is not; the transaction goes on."""
    try:
        async with connection.transaction():
            await connection.execute(statement, *values)
    except asyncpg.PostgresError as error:
        return error.sqlstate
    return None


async def refused(rows: Rows, table: str, **values: object) -> str | None:
    """The constraint that a new row offends."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        await rows.insert(table, **values)
    return caught.value.constraint_name
