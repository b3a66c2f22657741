"""Writes the SQL of a product's first revision from its models; later revisions are written by hand."""

import sys
from pathlib import Path

from migrations.run import SQL
from models import ddl
from models.catalog import METADATA


def main(schema: str, revision: str) -> None:
    """Write `migrations/sql/<revision>_up.sql` and `_down.sql` for all of one schema."""
    (metadata,) = (m for m in METADATA if m.schema == schema)
    up = ";\n\n".join(ddl.statements(metadata)) + ";\n"
    Path(SQL / f"{revision}_up.sql").write_text(up)
    Path(SQL / f"{revision}_down.sql").write_text(f"DROP SCHEMA {schema} CASCADE;\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
