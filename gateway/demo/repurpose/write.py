"""Writing RepurposeFlow's part of the demo."""

from datetime import UTC, datetime

from gateway.demo.repurpose.history import write_history
from gateway.demo.repurpose.people import user_rows
from gateway.demo.repurpose.subscriptions import archive_rows, subscription_rows
from gateway.demo.repurpose.webhooks import webhook_rows
from gateway.demo.writer import Writer


async def write(writer: Writer, now: datetime) -> None:
    """Write all rows, subscriptions before generations, as they set quotas; raises ScriptError for a faulty file."""
    now = now.astimezone(UTC)
    await writer.insert("repurpose.users", user_rows(now))
    await writer.insert("repurpose.subscriptions", subscription_rows(now))
    await writer.insert("repurpose.subscriptions_archive", archive_rows(now))
    await write_history(writer, now)
    await writer.insert("repurpose.webhook_events", webhook_rows(now))
