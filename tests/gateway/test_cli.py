"""The command line: tokens, addresses, the schema; what a person can mend is said in a sentence."""

import asyncio
import datetime as dt
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner, Result

from gateway import settings as settings_module
from gateway.addresses import Addresses
from gateway.authentication import Authenticator
from gateway.cli import app, main
from gateway.demo.identity import DEMO_ACCOUNTS, DEMO_USER_ID
from gateway.settings import PROJECT, Settings
from models.catalog import PRODUCTS
from repositories.identity import Identity, Trust
from tests.people import SECRET


@pytest.fixture
def quintet(place: Addresses, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """A command line with settings of its own."""
    monkeypatch.chdir(tmp_path)
    for name, value in (
        ("DATABASE_URL", place.base),
        ("QUINTET_ROLE_SECRET", place.role_secret),
        ("QUINTET_TOKEN_SECRET", SECRET),
    ):
        monkeypatch.setenv(name, value)
    settings_module.settings.cache_clear()
    return CliRunner()


@pytest.fixture(autouse=True)
def _fresh_settings() -> object:
    yield
    settings_module.settings.cache_clear()


def run(quintet: CliRunner, *arguments: str) -> Result:
    """What a command does."""
    settings_module.settings.cache_clear()
    return quintet.invoke(app, list(arguments))


def identity_in(done: Result) -> Identity:
    """Whom a printed token is for; nothing else was printed."""
    assert (done.exit_code, done.stderr) == (0, "")
    configured = Settings(_env_file=None, token_secret=SECRET)
    return asyncio.run(Authenticator(configured, SECRET)(f"Bearer {done.stdout.removesuffix(chr(10))}"))


def test_the_demo_persons_token_has_an_account_in_every_product(quintet: CliRunner) -> None:
    identity = identity_in(run(quintet, "token"))
    assert (identity.subject, identity.trust) == (DEMO_USER_ID, Trust.APP)
    assert identity.accounts == DEMO_ACCOUNTS
    assert identity.accounts.keys() == {product.schema for product in PRODUCTS}
    assert identity.accounts["repurpose"] == "user_demo_nadia"


def test_a_token_has_the_accounts_that_are_given_and_no_others(quintet: CliRunner) -> None:
    one, other, subject = (str(uuid4()) for _ in range(3))
    for given, accounts in (
        ((f"learning={one}",), {"learning": one}),
        ((f"roadtrip={one}", f"webbuilder={other}", "repurpose=user_2b"), None),
        ((f"learning={one}", f"learning={other}"), {"learning": other}),
    ):
        options = [part for account in given for part in ("--account", account)]
        identity = identity_in(run(quintet, "token", *options, "--subject", subject))
        assert str(identity.subject) == subject
        assert identity.accounts == (accounts or dict(account.split("=") for account in given))


@pytest.mark.parametrize(("role", "trust"), [("user", Trust.APP), ("admin", Trust.ADMIN)])
def test_a_token_has_a_role_and_lasts_for_hours(quintet: CliRunner, role: str, trust: Trust) -> None:
    identity = identity_in(run(quintet, "token", "--role", role, "--hours", "0.5"))
    assert identity.trust is trust
    assert identity.expires_at is not None
    left = identity.expires_at - dt.datetime.now(dt.UTC)
    assert dt.timedelta(minutes=29) < left <= dt.timedelta(minutes=30)


@pytest.mark.parametrize("role", ["app", "admin", "worker", "listener", "owner"])
def test_the_address_of_a_role_is_printed_and_nothing_else(quintet: CliRunner, place: Addresses, role: str) -> None:
    done = run(quintet, "db", "url", "--role", role)
    assert (done.exit_code, done.stdout) == (0, f"{place.url(role)}\n")


def test_the_schema_is_the_committed_file(quintet: CliRunner) -> None:
    done = run(quintet, "schema")
    assert done.stdout == (PROJECT / "gql" / "schema.graphql").read_text()
    assert run(quintet, "schema", "--check").exit_code == 0


def complaint(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command line complains about."""
    settings_module.settings.cache_clear()
    monkeypatch.setattr("sys.argv", ["quintet", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    return printed.err.strip()


def test_an_unknown_role_is_complained_about(
    quintet: CliRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = complaint(monkeypatch, capsys, "db", "url", "--role", "postgres")
    assert told == "quintet: There is no role postgres: use app, admin, worker, listener or owner."


PRODUCTS_TO_USE = "use roadtrip, liveconvo, webbuilder, learning, repurpose, as in product=account."


@pytest.mark.parametrize(
    ("account", "unknown"),
    [
        (str(UUID(int=1)), str(UUID(int=1))),
        ("bank=1", "bank"),
        ("Learning=1", "Learning"),
        ("quintet=1", "quintet"),
    ],
)
def test_an_account_of_an_unknown_product_is_complained_about(
    quintet: CliRunner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    account: str,
    unknown: str,
) -> None:
    told = complaint(monkeypatch, capsys, "token", "--account", f"learning={UUID(int=2)}", "--account", account)
    assert told == f"quintet: There is no product {unknown}: {PRODUCTS_TO_USE}"


def test_no_tokens_are_minted_without_their_secret(
    quintet: CliRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUINTET_ENVIRONMENT", "production")
    monkeypatch.setenv("QUINTET_TOKEN_KEYS", "keys.json")
    monkeypatch.delenv("QUINTET_TOKEN_SECRET")
    told = complaint(monkeypatch, capsys, "token")
    assert told == "quintet: Tokens are minted in development, or with QUINTET_TOKEN_SECRET set."


def test_a_short_secret_is_complained_about_without_being_told(
    quintet: CliRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUINTET_TOKEN_SECRET", "too-short-a-secret")
    told = complaint(monkeypatch, capsys, "token")
    assert told == "quintet: token_secret: must be 32 bytes or more"


def test_an_unreachable_database_is_complained_about(
    quintet: CliRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/quintet")
    told = complaint(monkeypatch, capsys, "migrate")
    assert told.startswith("quintet: the database cannot be used: ")
