"""Values that are known only when a statement runs, so that a statement written once serves every request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Guards:
    """What was true of the values that a statement was written for, and must be true of those it runs with."""

    checks: list[tuple[Callable[[Any], object], object]] = field(default_factory=list)

    def hold(self, known: Any) -> bool:
        """Whether the statement is right for these values."""
        return not self.checks or all(read(known) == expected for read, expected in self.checks)


@dataclass(frozen=True, eq=False)
class Later:
    """A value of a request: how to read it from what is known then, and what it is in the request at hand.

    `name` says where it comes from, such as `$filter.title.eq`.
    """

    read: Callable[[Any], Any]
    now: Any
    guards: Guards
    name: str

    def then(self, step: Callable[[Any], Any]) -> "Later":
        """What a function makes of the value, each time anew; it may refuse the value."""
        read = self.read
        return Later(lambda known: step(read(known)), step(self.now), self.guards, self.name)

    def fix(self, step: Callable[[Any], Any]) -> Any:
        """What a function makes of the value, now and for good: other values want another statement."""
        read, fixed = self.read, step(self.now)
        self.guards.checks.append((lambda known: step(read(known)), fixed))
        return fixed


def then(value: Any, step: Callable[[Any], Any]) -> Any:
    """What a function makes of a value, at once or later; a list may hold values that come later."""
    value = whole(value)
    return value.then(step) if isinstance(value, Later) else step(value)


def fix(value: Any, step: Callable[[Any], Any]) -> Any:
    """What a function makes of a value, which a statement is written for."""
    value = whole(value)
    return value.fix(step) if isinstance(value, Later) else step(value)


def whole(value: Any) -> Any:
    """A list of values some of which come later, as one that comes later."""
    if not isinstance(value, list) or not any(isinstance(part, Later) for part in value):
        return value
    parts: Sequence[Any] = value
    late = [part for part in parts if isinstance(part, Later)]
    now = [part.now if isinstance(part, Later) else part for part in parts]
    name = ", ".join(part.name for part in late)
    return Later(
        lambda known: [p.read(known) if isinstance(p, Later) else p for p in parts], now, late[0].guards, name
    )
