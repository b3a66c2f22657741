"""Rows of what the application logged around the demo's sessions."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.liveconvo.people import Row
from gateway.demo.reading import EXACT, Key, Moment, Text, Title, demo_file, read

Name = Annotated[str, Field(max_length=100)]


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Log:
    """One log entry."""

    key: Key
    at: Moment
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]
    logger_name: Name
    message: Text
    person: Key | None = None
    conversation: Key | None = None
    module: Name
    function_name: Name
    line_number: Annotated[int, Field(ge=1)]
    exception_traceback: Text | None = None
    request_id: Name | None = None
    ip_address: Text | None = None
    endpoint: Title | None = None


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Logs:
    """The file system_logs.toml."""

    logs: tuple[Log, ...] = Field(alias="log")


@cache
def load_logs() -> tuple[Log, ...]:
    """The log entries of the demo; raises ScriptError."""
    return read(demo_file("liveconvo/system_logs.toml"), Logs).logs


def log_rows(now: datetime) -> Iterator[Row]:
    """One row of `system_logs` for each entry."""
    for log in load_logs():
        yield {
            "id": demo_id("system_logs", log.key),
            "level": log.level,
            "logger_name": log.logger_name,
            "message": log.message,
            "user_id": None if log.person is None else demo_id("users", log.person),
            "session_id": None if log.conversation is None else demo_id("sessions", log.conversation),
            "module": log.module,
            "function_name": log.function_name,
            "line_number": log.line_number,
            "exception_traceback": log.exception_traceback,
            "request_id": log.request_id,
            "ip_address": log.ip_address,
            "endpoint": log.endpoint,
            "created_at": log.at.before(now),
        }
