"""The command line: `quintet`, and the make verbs behind it."""

import asyncio
import datetime as dt
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from gateway import graphiql, migration, place
from gateway.addresses import Addresses
from gateway.app import Playground
from gateway.authentication import ROLES, mint
from gateway.database_commands import app as database
from gateway.demo.identity import DEMO_ACCOUNTS, DEMO_USER_EMAIL, DEMO_USER_ID, RUNNING_SESSION_ID
from gateway.postgres import Console
from gateway.settings import PROJECT, Settings, settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Quintet: one GraphQL gateway over PostgreSQL.")
demo = typer.Typer(no_args_is_help=True, help="The demonstration.")
app.add_typer(database, name="db")
app.add_typer(demo, name="demo")

QUERY = "{ liveconvo { sessions(first: 3) { nodes { title transcripts(first: 2) { nodes { speaker content } } } } } }"


def main() -> None:
    """Run the command line."""
    place.complaining(app)


def _demo_token(configured: Settings, secret: str) -> str:
    return mint(configured, secret, DEMO_USER_ID, DEMO_ACCOUNTS)


@app.command()
def serve() -> None:
    """Serve the graph on a database that is prepared and migrated."""
    from gateway.serving import serve as run

    configured = settings()
    run(configured, place.addresses(configured), _playground(configured), lambda: None)


def _playground(configured: Settings) -> Playground | None:
    secret = place.token_secret(configured)
    if not configured.development or secret is None:
        return None
    return Playground(_demo_token(configured, secret), str(RUNNING_SESSION_ID))


@app.command()
def worker(once: Annotated[bool, typer.Option(help="Do it once and end.")] = False) -> None:
    """Do what has to be done at times: drop old events, refresh dashboards, end what has run out."""
    from gateway.telemetry import configure
    from gateway.worker import work

    configured = settings()
    configure(configured.log_level, development=configured.development)
    asyncio.run(work(place.addresses(configured).url("worker"), once=once))


@app.command()
def migrate(
    revision: Annotated[str, typer.Argument(help="Where to go; a lower revision goes back.")] = "head",
    check: Annotated[bool, typer.Option(help="Only say whether models and migrations agree.")] = False,
) -> None:
    """Prepare the database and bring it to a revision."""
    configured = settings()
    found = place.addresses(configured)
    if check:
        migration.check(found)
        return
    asyncio.run(_prepare(found))
    migration.move(found, revision)
    typer.echo(f"The database is at revision {migration.head() if revision == 'head' else revision}.")


async def _prepare(found: Addresses) -> None:
    from gateway.preparation import prepare

    await prepare(found)


@app.command()
def seed(
    scale: Annotated[
        int | None, typer.Option(help="Generate data of so many people, with accounts everywhere.")
    ] = None,
    pois: Annotated[
        int | None, typer.Option(help="So many points of interest of theirs; 10 a person if left out.")
    ] = None,
    transcripts: Annotated[int | None, typer.Option(help="So many transcripts; 20 a person if left out.")] = None,
    revenues: Annotated[
        int | None, typer.Option(help="So many daily revenues of videos; 2 a person if left out.")
    ] = None,
    random_seed: Annotated[int, typer.Option(help="The same seed and numbers make the same data.")] = 0,
    reference: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day that the data leads up to; today.")
    ] = None,
) -> None:
    """Fill the database with the demo data, or with any amount of generated data."""
    found = place.addresses(settings())
    if (scale, pois, transcripts, revenues) != (None, None, None, None):
        from gateway.scale import Amounts, ScaleError
        from gateway.scale.command import run

        try:
            day = None if reference is None else reference.date()
            amounts = Amounts.of(scale, pois, transcripts, revenues, random_seed, day)
        except ScaleError as error:
            raise place.PlaceError(str(error)) from None
        run(found.url("owner"), amounts)
        return
    from gateway.demo.seed import seed as fill

    done = asyncio.run(fill(found.url("worker")))
    typer.echo("The demo data is in the database." if done else "The demo data was there already.")


@app.command()
def token(
    account: Annotated[
        list[str] | None, typer.Option(help="product=account, once for each product; the demo person's if left out.")
    ] = None,
    subject: Annotated[UUID, typer.Option(help="Whose token it is.")] = DEMO_USER_ID,
    role: Annotated[str, typer.Option(help="user or admin.")] = "user",
    hours: Annotated[float, typer.Option(help="How long it is valid.")] = 12.0,
) -> None:
    """Print a development token, and nothing else."""
    configured = settings()
    secret = place.token_secret(configured)
    if secret is None:
        raise place.PlaceError("Tokens are minted in development, or with QUINTET_TOKEN_SECRET set.")
    if role not in ROLES:
        raise place.PlaceError(f"There is no role {role}: use {' or '.join(ROLES)}.")
    lifetime = dt.timedelta(hours=hours)
    typer.echo(mint(configured, secret, subject, _accounts(account), roles=(role,), lifetime=lifetime))


def _accounts(given: list[str] | None) -> dict[str, str]:
    if given is None:
        return dict(DEMO_ACCOUNTS)
    accounts = dict(part.partition("=")[::2] for part in given)
    if unknown := sorted(accounts.keys() - DEMO_ACCOUNTS.keys()):
        products = ", ".join(DEMO_ACCOUNTS)
        raise place.PlaceError(f"There is no product {unknown[0]}: use {products}, as in product=account.")
    if incomplete := next((product for product, account in accounts.items() if not account), None):
        raise place.PlaceError(f"{incomplete} has no account: write {incomplete}=account.")
    return accounts


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A file with a query; - for standard input.", allow_dash=True)],
    variables: Annotated[str, typer.Option(help="Its variables, as JSON.")] = "{}",
    account: Annotated[
        list[str] | None, typer.Option(help="product=account, once for each product; the demo person's if left out.")
    ] = None,
    subject: Annotated[UUID, typer.Option(help="Who asks.")] = DEMO_USER_ID,
    role: Annotated[str, typer.Option(help="user or admin.")] = "user",
    plan: Annotated[bool, typer.Option(help="Run it and show PostgreSQL's plan, too.")] = False,
) -> None:
    """Show how an operation is run: its lane, its SQL, where the parameters' values come from."""
    from gateway.explain import explain as told
    from gateway.explain import read_variables
    from gql.requests import Explain
    from repositories.identity import Identity, Trust

    trust = Trust.ADMIN if role == "admin" else Trust.APP
    text = sys.stdin.read() if str(file) == "-" else file.read_text()
    try:
        values = read_variables(variables)
    except ValueError as error:
        raise place.PlaceError(f"The variables are not JSON: {error}") from None
    identity = Identity(subject, _accounts(account), trust)
    kind = Explain.PLAN if plan else Explain.SQL
    typer.echo(asyncio.run(told(place.addresses(settings()), identity, text, values, kind)))


@app.command()
def schema(
    write: Annotated[bool, typer.Option(help="Write gql/schema.graphql.")] = False,
    check: Annotated[bool, typer.Option(help="Fail if gql/schema.graphql differs.")] = False,
) -> None:
    """Print the schema, or compare it with the committed file."""
    from gql.schema import build, sdl

    file = Path(PROJECT / "gql" / "schema.graphql")
    text = sdl(build())
    if write:
        file.write_text(text)
    elif check:
        if not file.exists() or file.read_text() != text:
            raise place.PlaceError("gql/schema.graphql is not the schema: run `make schema` and look at the diff.")
    else:
        typer.echo(text, nl=False)


@demo.command("run")
def demo_run() -> None:
    """Bring everything up with demo data, and serve."""
    from gateway.demo.seed import seed as fill
    from gateway.serving import refuse_taken_port
    from gateway.serving import serve as run

    configured = settings()
    refuse_taken_port(configured)
    console = Console()
    if not graphiql.installed():
        console("Building GraphiQL (once, about 20 seconds)")
    graphiql.install()
    found = place.ensure(configured, console)
    if asyncio.run(fill(found.url("worker"))):
        console("Filled in the demo data")
    playground = _playground(configured)
    run(configured, found, playground, lambda: _welcome(configured, playground))


def _welcome(configured: Settings, playground: Playground | None) -> None:
    address = f"http://{configured.host}:{configured.port}/graphql"
    lines = ["", f"Quintet serves {address}", ""]
    if playground is not None:
        lines += [
            f"  demo user  {DEMO_USER_EMAIL}",
            f"  token      {playground.token}",
            "",
            f"  open {address} in a browser, or paste:",
            "",
            f"  curl -s {address} -H 'content-type: application/json' \\",
            '    -H "authorization: Bearer $(make token)" \\',
            f'    -d \'{{"query": "{QUERY}"}}\'',
            "",
            "  `quintet demo talk` plays a conversation live; Ctrl-C stops the gateway, `make stop` the database.",
            "",
        ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


@demo.command("talk")
def demo_talk(
    speed: Annotated[float, typer.Option(min=0.1, help="2 is twice as fast as people speak.")] = 1.0,
) -> None:
    """Play a conversation live into the database, at speaking speed."""
    place.complaining(lambda: asyncio.run(_talk(speed)))


async def _talk(speed: float) -> None:
    from gateway.demo.liveconvo.talk import Talk
    from repositories.database import Database
    from repositories.events import EventHub
    from repositories.identity import Identity, Trust

    found = place.addresses(settings())
    database = Database({Trust.APP: found.url("app")}, pool_size=1)
    hub = EventHub(found.url("listener"))
    await database.open()
    await hub.open()
    typer.echo(f'Watch it: subscription {{ liveconvoTranscripts(sessionId: "{RUNNING_SESSION_ID}") {{ … }} }}')
    try:
        identity = Identity(DEMO_USER_ID, DEMO_ACCOUNTS)
        await Talk(database, hub, identity, typer.echo).play(speed)
        await asyncio.sleep(0.1)
    finally:
        await hub.close()
        await database.close()
