"""Writing the learning platform's part of the demo."""

from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from gateway.demo.identity import demo_account
from gateway.demo.learning.consents import consent_rows
from gateway.demo.learning.payments import write_payments
from gateway.demo.learning.people import load_learners, user_rows
from gateway.demo.learning.usage import log_rows, profile_rows
from gateway.demo.writer import Writer
from models.catalog import TABLES

_AGE: Final = timedelta(days=365)
_ARCHIVE: Final = "SELECT learning.archive_usage_logs($1::interval + (clock_timestamp() - $2::timestamptz))"


async def write(writer: Writer, now: datetime) -> None:
    """Write all rows; raises ScriptError for a file that makes no sense."""
    now = now.astimezone(UTC)
    await writer.insert("learning.users", user_rows(now))
    await writer.insert("learning.guardian_consents", consent_rows(now))
    await writer.insert("learning.learning_profiles", profile_rows(now))
    await writer.insert("learning.usage_logs", log_rows(now))
    await _archive(writer, now)
    await write_payments(writer, now)


async def _archive(writer: Writer, now: datetime) -> None:
    """The platform's job moves old uses; it ran every day, so that each was moved on the day after it was too old."""
    await writer.call(_ARCHIVE, _AGE, now)
    archive = TABLES["learning.usage_logs_archive"]
    moved = archive.c.timestamp + _AGE + timedelta(days=1)
    for learner in load_learners():
        own = archive.c.user_id == demo_account("learning", learner.key)
        await writer.run(sa.update(archive).where(own).values(archived_at=moved))
