"""Writing LiveConvo's part of the demo."""

from datetime import datetime

import sqlalchemy as sa

from gateway.demo.liveconvo.rows import rows
from gateway.demo.writer import Writer
from models.catalog import TABLES


async def write(writer: Writer, now: datetime) -> None:
    """Write all rows; the numbers of uses that the files tell stand at the end, however often triggers counted."""
    made = rows(now)
    for name, values in made.items():
        await writer.insert(f"liveconvo.{name}", values)
    templates = TABLES["liveconvo.templates"]
    for row in made["templates"]:
        told = {name: row[name] for name in ("usage_count", "last_used_at")}
        await writer.run(sa.update(templates).where(templates.c.id == row["id"]).values(told))
