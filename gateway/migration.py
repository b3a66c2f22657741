"""Bringing a database to the newest revision, and telling which revision it is at."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from gateway.addresses import Addresses

SCRIPTS = Path(__file__).resolve().parent.parent / "migrations"


def config(addresses: Addresses | None = None) -> Config:
    """Alembic's configuration for one database."""
    made = Config()
    made.set_main_option("script_location", str(SCRIPTS))
    if addresses is not None:
        made.set_main_option("sqlalchemy.url", addresses.url("owner").replace("%", "%%"))
    return made


def upgrade(addresses: Addresses, revision: str = "head") -> None:
    """Run every revision up to and including this one."""
    command.upgrade(config(addresses), revision)


def downgrade(addresses: Addresses, revision: str) -> None:
    """Run the revisions backwards down to this one."""
    command.downgrade(config(addresses), revision)


def head() -> str:
    """The newest revision that this code knows."""
    newest = ScriptDirectory.from_config(config()).get_current_head()
    assert newest is not None
    return newest
