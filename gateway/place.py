"""The database in use: the one that was named, or the embedded one, ready to be served from."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import NoReturn

import asyncpg
import typer
from pydantic import ValidationError

from gateway import migration, postgres
from gateway.addresses import Addresses
from gateway.postgres import EmbeddedPostgresError, Progress
from gateway.preparation import PreparationError, prepare
from gateway.settings import PROJECT, Settings

DATABASE = "quintet"


class PlaceError(Exception):
    """There is no database to use; the message says what to do."""


def addresses(settings: Settings) -> Addresses:
    """Where the database is, without starting anything; PlaceError where the embedded one does not run."""
    if settings.database_url is not None and settings.role_secret is not None:
        return Addresses(settings.database_url.get_secret_value(), settings.role_secret.get_secret_value())
    server = postgres.find(PROJECT)
    if server is None:
        raise PlaceError("No database runs. Start one with `make run`, or set DATABASE_URL.")
    return Addresses(server.url(DATABASE), server.role_secret)


def ensure(settings: Settings, progress: Progress) -> Addresses:
    """The database, started if it is the embedded one, prepared and migrated."""
    if settings.database_url is None:
        postgres.ensure(PROJECT, progress=progress)
    place = addresses(settings)
    progress("Preparing roles and extensions")
    asyncio.run(prepare(place))
    progress("Migrating")
    migration.upgrade(place)
    return place


def role_secret(settings: Settings) -> str:
    """The secret that belongs to the database, which need not run; PlaceError where there is none yet."""
    if settings.role_secret is not None:
        return settings.role_secret.get_secret_value()
    found = postgres.find_role_secret(PROJECT)
    if found is None:
        raise PlaceError("There is no database yet. Make one with `make run`, or set DATABASE_URL.")
    return found


def token_secret(settings: Settings) -> str | None:
    """The secret of tokens: the one that was set, or in development one derived from the database's secret."""
    if settings.token_secret is not None:
        return settings.token_secret.get_secret_value()
    if settings.token_keys is not None or not settings.development:
        return None
    digest = hmac.new(role_secret(settings).encode(), b"quintet development tokens", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()


def complaining(work: Callable[[], None]) -> None:
    """Run a command; what a person can mend is said in a sentence, without a traceback."""
    try:
        work()
    except (PlaceError, PreparationError, EmbeddedPostgresError) as error:
        _give_up(str(error))
    except ValidationError as error:
        # Not the error itself: it would print what was set, passwords included.
        _give_up("; ".join(_wrong(found["loc"], found["msg"]) for found in error.errors()))
    except (OSError, asyncpg.PostgresError) as error:
        _give_up(f"the database cannot be used: {error}")


def _wrong(setting: tuple[int | str, ...], message: str) -> str:
    return ": ".join([*map(str, setting), message.removeprefix("Value error, ")])


def _give_up(complaint: str) -> NoReturn:
    typer.echo(f"quintet: {complaint}", err=True)
    raise SystemExit(1)
