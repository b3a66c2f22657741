"""Reading the demo's TOML files into typed values, with errors that name the file and the place in it."""

import tomllib
from datetime import datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Final, TypeVar

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

EXACT: Final = ConfigDict(extra="forbid")

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Score = Annotated[Decimal, Field(ge=0, le=1, decimal_places=2)]
Seconds = Annotated[Decimal, Field(ge=0, le=99_999, decimal_places=3)]

Shape = TypeVar("Shape")


class ScriptError(ValueError):
    """A file of the demo does not say what the demo needs; the message names file, place and reason."""


@dataclass(frozen=True, kw_only=True, config=EXACT)
class DayAndClock:
    """A moment of an earlier day, in UTC."""

    days_ago: Annotated[int, Field(ge=1)]
    clock: time

    def before(self, now: datetime) -> datetime:
        """The moment as seen from `now`."""
        return datetime.combine(now.date() - timedelta(days=self.days_ago), self.clock, now.tzinfo)


@dataclass(frozen=True, kw_only=True, config=EXACT)
class MinutesAgo:
    """A moment a few minutes back."""

    minutes_ago: Annotated[int, Field(ge=0)]

    def before(self, now: datetime) -> datetime:
        """The moment as seen from `now`."""
        return now - timedelta(minutes=self.minutes_ago)


Moment = DayAndClock | MinutesAgo


def demo_file(name: str) -> Traversable:
    """The file or folder of this package called `name`."""
    return files("gateway.demo") / name


def read(source: Traversable, shape: type[Shape]) -> Shape:
    """The content of one TOML file as `shape`; raises ScriptError."""
    return parse(source.read_text(encoding="utf-8"), shape, source.name)


def parse(text: str, shape: type[Shape], name: str) -> Shape:
    """TOML text as `shape`, where `name` stands in front of each complaint; raises ScriptError."""
    try:
        return TypeAdapter(shape).validate_python(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"{name}: {error}") from error
    except ValidationError as error:
        raise ScriptError(_explained(name, error)) from error


def _explained(name: str, error: ValidationError) -> str:
    return "\n".join(
        ": ".join(part for part in (name, ".".join(map(str, found["loc"])), found["msg"]) if part)
        for found in error.errors()
    )
