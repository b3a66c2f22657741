"""Writing Web Builder's part of the demo."""

from datetime import datetime

from gateway.demo.webbuilder.rows import rows
from gateway.demo.writer import Writer


async def write(writer: Writer, now: datetime) -> None:
    """Write all rows; the database's triggers count visitors and usage, add up costs and make the audit's entries."""
    for name, values in rows(now).items():
        await writer.insert(f"webbuilder.{name}", values)
