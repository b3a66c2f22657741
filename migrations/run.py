"""Running a revision's SQL file as it stands, in the revision's transaction."""

from pathlib import Path
from typing import Any

from alembic import op

SQL = Path(__file__).parent / "sql"


def run(name: str) -> None:
    """Run `migrations/sql/<name>.sql`, which may hold any number of statements."""
    script = (SQL / f"{name}.sql").read_text()
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(script))


def call(statement: str, *arguments: object) -> None:
    """Run one statement with arguments, in the revision's transaction."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(statement, *arguments))
