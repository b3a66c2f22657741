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

_KEPT: Final = timedelta(days=366)


async def write(writer: Writer, now: datetime) -> None:
    """Write all rows; old uses go to the archive by the platform's own job.

    `now` is the database's present, as the job goes by its clock. Raises ScriptError for a file that makes no
    sense.
    """
    now = now.astimezone(UTC)
    await writer.insert("learning.users", user_rows(now))
    await writer.insert("learning.guardian_consents", consent_rows(now))
    await writer.insert("learning.learning_profiles", profile_rows(now))
    await writer.insert("learning.usage_logs", log_rows(now))
    await _archive(writer)
    await write_payments(writer, now)


async def _archive(writer: Writer) -> None:
    """The job ran every day, so that each use was archived as soon as it was a year old."""
    await writer.call("SELECT learning.archive_usage_logs()")
    archive = TABLES["learning.usage_logs_archive"]
    learners = [demo_account("learning", learner.key) for learner in load_learners()]
    await writer.run(
        sa.update(archive).where(archive.c.user_id.in_(learners)).values(archived_at=archive.c.timestamp + _KEPT)
    )
