"""Rows of the demo's background jobs, among them the alerts about costs."""

from collections.abc import Iterable, Iterator
from dataclasses import field
from datetime import datetime, timedelta
from functools import cache
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.reading import EXACT, Key, Moment, Text, demo_file, read
from gateway.demo.webbuilder.costs import Day
from gateway.demo.webbuilder.people import user_id
from gateway.demo.webbuilder.script import Count, Json, Word
from gateway.demo.writer import Row
from models.webbuilder.enums import JobStatus


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Job:
    """A job that the application put into the queue; it may run from `scheduled` on, or at once."""

    key: Key
    type: Word
    status: JobStatus
    attempts: Count = 0
    error: Text | None = None
    campaign: Key | None = None
    integration: Key | None = None
    payload: Json = field(default_factory=dict)
    queued: Moment
    scheduled: Moment | None = None
    started: Moment | None = None
    completed: Moment | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Alert:
    """A day on which a person's costs crossed a threshold; staff was told some minutes after the last of them."""

    person: Key
    days_ago: Annotated[int, Field(ge=1)]
    threshold: Annotated[int, Field(ge=1)]
    minutes: Count


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Jobs:
    """The file jobs.toml."""

    jobs: tuple[Job, ...] = Field(alias="job")
    alerts: tuple[Alert, ...] = Field(alias="alert")


@cache
def load_jobs() -> Jobs:
    """The jobs of the demo; raises ScriptError."""
    return read(demo_file("webbuilder/jobs.toml"), Jobs)


def job_rows(now: datetime) -> Iterator[Row]:
    """One row of `job_queue` for each job."""
    for job in load_jobs().jobs:
        moments = [moment.before(now) for moment in (job.queued, job.started, job.completed) if moment]
        yield {
            "id": demo_id("webbuilder.job_queue", job.key),
            "job_type": job.type,
            "payload": _payload(job),
            "status": job.status,
            "attempts": job.attempts,
            "error_message": job.error,
            "scheduled_at": (job.scheduled or job.queued).before(now),
            "started_at": job.started.before(now) if job.started else None,
            "completed_at": job.completed.before(now) if job.completed else None,
            "created_at": job.queued.before(now),
            "updated_at": max(moments),
        }


def _payload(job: Job) -> Row:
    about = {
        "campaign_id": ("webbuilder.campaigns", job.campaign),
        "integration_id": ("webbuilder.platform_integrations", job.integration),
    }
    return {**job.payload, **{name: str(demo_id(table, key)) for name, (table, key) in about.items() if key}}


def alert_rows(now: datetime, days: Iterable[Day]) -> Iterator[Row]:
    """One row of `job_queue` for each alert, worked off; the database, which makes each once, makes it no more."""
    spent = {(each.person, (now.date() - each.day).days): each for each in days}
    for alert in load_jobs().alerts:
        day = spent[alert.person, alert.days_ago]
        done = day.last + timedelta(minutes=alert.minutes)
        yield {
            "id": demo_id("webbuilder.job_queue", f"alert/{alert.person}/{alert.days_ago}/{alert.threshold}"),
            "job_type": "cost_alert",
            "payload": _alert(alert, day),
            "status": JobStatus.COMPLETED,
            "attempts": 1,
            "scheduled_at": day.last,
            "started_at": done,
            "completed_at": done,
            "created_at": day.last,
            "updated_at": done,
        }


def _alert(alert: Alert, day: Day) -> Row:
    account, date = str(user_id(alert.person)), day.day.isoformat()
    return {
        "once": f"cost_alert:{account}:{date}:{alert.threshold}",
        "user_id": account,
        "date": date,
        "threshold": alert.threshold,
        "total_cost": float(day.total),
    }
