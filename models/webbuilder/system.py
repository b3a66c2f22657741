"""Web Builder's system tables: settings of the application, and the queue of background jobs."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text

from models import columns as col
from models.access import EVERYTHING, STAFF_ONLY, Access, AnyOf, Where
from models.base import TableFacts, table
from models.webbuilder.audit import audited
from models.webbuilder.base import WebbuilderModel
from models.webbuilder.enums import JobStatus

ADMINISTRATOR = Where("(SELECT webbuilder.has_role('admin'))")
MEANT_FOR_ALL = Where("starts_with(app_settings.key, 'features.') OR starts_with(app_settings.key, 'limits.')")

SHAPES = """CASE
    WHEN starts_with(key, 'limits.') THEN
        jsonb_typeof(value) = 'object'
        AND NOT jsonb_path_exists(value, '$.* ? (@.type() != "number" && @.type() != "null")')
    WHEN starts_with(key, 'shutoff.') THEN jsonb_typeof(value) = 'boolean'
    WHEN key = 'costs.alert_thresholds' THEN
        jsonb_typeof(value) = 'array' AND NOT jsonb_path_exists(value, '$[*] ? (@.type() != "number")')
    WHEN starts_with(key, 'costs.') THEN jsonb_typeof(value) IN ('number', 'null')
    ELSE true
END"""


class AppSetting(WebbuilderModel, table=True):
    __tablename__ = "app_settings"
    __table_args__ = table(
        CheckConstraint(SHAPES, name="value_has_its_shape"),
        facts=TableFacts(
            description="A setting of the application or a feature flag.",
            access=Access(
                rows=ADMINISTRATOR,
                commands=EVERYTHING,
                readable=AnyOf((MEANT_FOR_ALL, ADMINISTRATOR)),
                insertable=("key", "value", "description"),
                changeable=("value", "description"),
            ),
            singular="app_setting",
            order=("key",),
            triggers=(audited(key="key", watched=("key", "value", "description"), recorded=()),),
        ),
    )

    key: str = col.key_text(
        "Name of the setting; everybody sees those that begin with features. or limits.", length=100
    )
    value: Any = col.json("Value of the setting.", nullable=False)
    description: str | None = col.text("What the setting does.")
    created_at: dt.datetime = col.timestamp("When the setting was made.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the setting was last changed.", default_now=True, nullable=False)


class Job(WebbuilderModel, table=True):
    __tablename__ = "job_queue"
    __table_args__ = table(
        Index(
            "ix_job_queue_waiting", "scheduled_at", "id", postgresql_where=text("status IN ('pending', 'retrying')")
        ),
        Index("ix_job_queue_processing", "started_at", postgresql_where=text("status = 'processing'")),
        # A payload that says `once` is put into the queue at most once.
        Index("ix_job_queue_once", text("(payload ->> 'once')"), unique=True),
        CheckConstraint("attempts <= max_attempts", name="attempts_are_limited"),
        CheckConstraint("status <> 'processing' OR started_at IS NOT NULL", name="start_has_a_time"),
        CheckConstraint("status <> 'completed' OR completed_at IS NOT NULL", name="completion_has_a_time"),
        CheckConstraint(
            "status NOT IN ('failed', 'retrying') OR error_message IS NOT NULL", name="failure_has_a_reason"
        ),
        facts=TableFacts(
            description="A job that runs in the background.",
            access=STAFF_ONLY,
            singular="job",
            order=("-scheduled_at",),
            storage=(("fillfactor", "70"), ("autovacuum_vacuum_scale_factor", "0.01")),
        ),
    )

    id: UUID = col.key()
    job_type: str = col.text("Kind of job.", length=100, nullable=False)
    payload: dict[str, Any] = col.json("What the job works on.", nullable=False, default="{}", secret=True)
    status: JobStatus = col.choice(
        JobStatus,
        "How far the job is.",
        length=20,
        nullable=False,
        default=JobStatus.PENDING,
        transitions={
            JobStatus.PENDING: [JobStatus.PROCESSING],
            JobStatus.RETRYING: [JobStatus.PROCESSING],
            JobStatus.PROCESSING: [JobStatus.COMPLETED, JobStatus.RETRYING, JobStatus.FAILED],
            JobStatus.FAILED: [JobStatus.PENDING],
        },
    )
    attempts: int = col.integer("How often it was begun.", default=0, nullable=False, between=(0, None))
    max_attempts: int = col.integer("How often it may be begun.", default=3, nullable=False, between=(1, None))
    error_message: str | None = col.text("Why the last attempt failed.")
    scheduled_at: dt.datetime = col.timestamp(
        "When it should run, at the earliest.", default=col.CLOCK, nullable=False
    )
    started_at: dt.datetime | None = col.timestamp("When the last attempt began.")
    completed_at: dt.datetime | None = col.timestamp("When it was done.")
    created_at: dt.datetime = col.timestamp("When it was put into the queue.", default_now=True, nullable=False)
    updated_at: dt.datetime = col.timestamp("When the row was last changed.", default_now=True, nullable=False)
