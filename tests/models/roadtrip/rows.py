"""Makes rows for tests as the worker role, and acts in the database as people and as the owner."""

import datetime as dt
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
NOW = dt.datetime.now(dt.UTC)
MIDNIGHT = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
BERLIN = "SRID=4326;POINT(13.41053 52.52437)"
NEAR_BERLIN = "SRID=4326;POINT(13.30 52.45)"
PRIVATE = {"share_discoveries": False}
ELIGIBLE = {"is_new_discovery": True, "validation_status": "ai_validated"}
SHARED = {"share_discoveries": True}


async def _codecs(connection: Connection) -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    for name in ("geography", "vector"):
        await connection.set_type_codec(name, schema="public", encoder=str, decoder=str, format="text")


async def insert(connection: Connection, table: str, returning: str = "id", **values: object) -> Any:
    """A row; returns its key or whatever is asked for."""
    names = ", ".join(values)
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    sql = f"INSERT INTO roadtrip.{table} ({names}) VALUES ({places}) RETURNING {returning}"
    return await connection.fetchval(sql, *values.values())


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

    @asynccontextmanager
    async def owner(self) -> AsyncIterator[Connection]:
        """A connection of the role that owns the tables."""
        async with connected(self.place.url("owner")) as connection:
            await _codecs(connection)
            yield connection

    @asynccontextmanager
    async def acting(self, person: UUID | None) -> AsyncIterator[Connection]:
        """A transaction of the app role for a person, or for nobody."""
        async with connected(self.place.url("app")) as connection:
            await _codecs(connection)
            async with connection.transaction():
                if person is not None:
                    await connection.execute("SELECT roadtrip.sign_in($1)", person)
                yield connection

    async def insert(self, table: str, returning: str = "id", **values: object) -> Any:
        """A row of any table."""
        return await insert(self.worker, table, returning, **values)

    async def value(self, sql: str, *arguments: object) -> Any:
        """One value."""
        return await self.worker.fetchval(sql, *arguments)

    async def row(self, sql: str, *arguments: object) -> tuple[Any, ...]:
        """One row."""
        return tuple(await self.worker.fetchrow(sql, *arguments))

    async def person(self, **values: object) -> UUID:
        """A person, who agrees to what is collected."""
        name = uuid4().hex
        given: dict[str, Any] = {
            "email": f"{name}@example.com",
            "username": name,
            "password_hash": BCRYPT,
            "gdpr_consent": True,
            **values,
        }
        made: UUID = await self.insert("users", **given)
        return made

    async def session(self, person: UUID, **values: object) -> UUID:
        """A roadtrip of theirs, which costs a credit."""
        given: dict[str, Any] = {"user_id": person, "expires_at": NOW + dt.timedelta(days=1), **values}
        made: UUID = await self.insert("roadtrip_sessions", **given)
        return made

    async def category(self) -> int:
        """A category of places."""
        made: int = await self.insert("poi_categories", name=uuid4().hex)
        return made

    async def platform(self) -> int:
        """A platform for videos."""
        made: int = await self.insert("social_platforms", name=uuid4().hex)
        return made

    async def discovery(self, person: UUID, **values: object) -> UUID:
        """A place they found."""
        given: dict[str, Any] = {"user_id": person, "poi_name": "Old mill", "location": NEAR_BERLIN, **values}
        if "category_id" not in given:
            given["category_id"] = await self.category()
        made: UUID = await self.insert("discoveries", **given)
        return made

    async def video(self, person: UUID, **values: object) -> UUID:
        """A video about a place they found, which is eligible for revenue unless told otherwise."""
        discovery = await self.discovery(person, **{**ELIGIBLE, **values})
        made: UUID = await self.insert("videos", discovery_id=discovery)
        return made

    async def referrer(self) -> tuple[UUID, str]:
        """A person with a referral code."""
        person = await self.person()
        code: str = await self.insert(
            "user_referrals", "referral_code", user_id=person, referral_link="https://example.com/r/"
        )
        return person, code

    async def refused(self, state: str, sql: str, *arguments: object) -> asyncpg.PostgresError:
        """Run a statement as the worker that must fail with this SQLSTATE."""
        return await refused(self.worker, state, sql, *arguments)


async def refused(connection: Connection, state: str, sql: str, *arguments: object) -> asyncpg.PostgresError:
    """Run a statement that must fail with this SQLSTATE; what else the transaction did stays."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        async with connection.transaction():
            await connection.fetch(sql, *arguments)
    assert caught.value.sqlstate == state, (caught.value.sqlstate, str(caught.value))
    return caught.value
