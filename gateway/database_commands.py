"""`quintet db`: the database in use."""

import asyncio
import os
from typing import Annotated

import typer

from gateway import place, postgres
from gateway.postgres import Console
from gateway.settings import PROJECT, settings

app = typer.Typer(no_args_is_help=True, help="The database in use.")


@app.command("url")
def db_url(role: Annotated[str, typer.Option(help="app, admin, worker, listener or owner.")] = "app") -> None:
    """Print the address of the database in use for a role, and nothing else."""
    if role not in ("app", "admin", "worker", "listener", "owner"):
        raise place.PlaceError(f"There is no role {role}: use app, admin, worker, listener or owner.")
    typer.echo(place.addresses(settings()).url(role))


@app.command("start")
def db_start() -> None:
    """Start the embedded database, prepared and migrated."""
    place.ensure(settings(), Console())


@app.command("stop")
def db_stop() -> None:
    """Stop the embedded database."""
    if not postgres.stop(PROJECT, progress=Console()):
        typer.echo("No embedded database runs.")


@app.command("wipe")
def db_wipe(yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete the embedded database with all its data."""
    if not yes:
        typer.confirm("Delete the embedded database with all its data?", abort=True)
    postgres.wipe(PROJECT, progress=Console())


@app.command("psql")
def db_psql(role: Annotated[str, typer.Option(help="app, admin, worker or owner.")] = "owner") -> None:
    """Open psql on the database in use."""
    url = place.addresses(settings()).url(role)
    found = postgres.psql()
    if found is None:
        raise place.PlaceError("psql is not installed: install postgresql-client.")
    os.execvp(found[0], [*found, url])  # noqa: S606 - replaces this process by psql


@app.command("verify")
def db_verify() -> None:
    """Look for what contradicts itself in the database: ledgers, sums, references, rules; fail if there is some."""
    from gateway.verification import verify

    if asyncio.run(verify(place.addresses(settings()).url("worker"))):
        raise typer.Exit(1)
