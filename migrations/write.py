"""Writes the SQL of a revision that adds a whole schema, or tables and functions to one; other changes are by hand.

`python -m migrations.write <schema> <revision> [<table or function> …]`
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from migrations.run import SQL
from models import ddl
from models.catalog import METADATA


def main(schema: str, revision: str, *names: str) -> None:
    """Write `migrations/sql/<revision>_up.sql` and `_down.sql`."""
    (metadata,) = (m for m in METADATA if m.schema == schema)
    statements = ddl.additions(metadata, names) if names else ddl.statements(metadata)
    downwards = _downwards(schema, names) if names else [f"DROP SCHEMA {schema} CASCADE"]
    Path(SQL / f"{revision}_up.sql").write_text(";\n\n".join(statements) + ";\n")
    Path(SQL / f"{revision}_down.sql").write_text(";\n\n".join(downwards) + ";\n")


def _downwards(schema: str, names: tuple[str, ...]) -> Iterator[str]:
    for name in reversed(names):
        kind = "FUNCTION" if (ddl.FUNCTIONS / schema / f"{name}.sql").exists() else "TABLE"
        yield f"DROP {kind} {schema}.{name}"


if __name__ == "__main__":
    main(*sys.argv[1:])
