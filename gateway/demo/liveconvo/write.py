"""Writing LiveConvo's part of the demo."""

from datetime import datetime

import sqlalchemy as sa

from gateway.demo.liveconvo.rows import rows
from gateway.demo.writer import Writer
from models.catalog import TABLES

COUNTED = {
    "templates": ("usage_count", "last_used_at"),
    "subscriptions": ("monthly_audio_hours_used",),
}


async def write(writer: Writer, now: datetime) -> None:
    """Write all rows; the numbers of uses that the files tell stand at the end, however often triggers counted."""
    made = rows(now)
    for name, values in made.items():
        await writer.insert(f"liveconvo.{name}", values)
    for name, counted in COUNTED.items():
        table = TABLES[f"liveconvo.{name}"]
        for row in made[name]:
            told = {column: row[column] for column in counted}
            await writer.run(sa.update(table).where(table.c.id == row["id"]).values(told))
