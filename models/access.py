"""Who may see and change a row: declared on the model, turned into row-level-security policies.

An access rule answers two questions for one table: which commands the app role may use, and which rows
each command reaches. `models/security.py` writes the policies.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Command(StrEnum):
    """The four commands that a policy can be for."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


READ = frozenset({Command.SELECT})
WRITE = frozenset({Command.SELECT, Command.INSERT, Command.UPDATE})
CHANGE = frozenset({Command.SELECT, Command.UPDATE})
ADD = frozenset({Command.SELECT, Command.INSERT})
EVERYTHING = frozenset(Command)


@dataclass(frozen=True)
class Rule:
    """A condition on a row."""


@dataclass(frozen=True)
class Owned(Rule):
    """The row belongs to the account in this column.

    `account` is the product's function that says who asks, for products that know people by two keys.
    """

    column: str = "user_id"
    account: str = "account"


@dataclass(frozen=True)
class Through(Rule):
    """The row is reached through its parent: whoever sees the parent sees the row.

    A parent that is deleted softly hides its children.
    """

    column: str


@dataclass(frozen=True)
class Where(Rule):
    """The row satisfies an SQL condition over its own columns, whoever asks."""

    condition: str


@dataclass(frozen=True)
class AllOf(Rule):
    """Every one of these rules holds."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class AnyOf(Rule):
    """At least one of these rules holds."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Access:
    """The commands granted to the app role and the rows they reach.

    `rows` holds for every command; `readable` replaces it for SELECT where more can be seen than changed.
    Without `rows` the table is for staff and jobs only. `insertable` and `changeable` are the columns that may
    be written; without them, all that are not secret. `suffix` ends the names of the policies where the
    documents name them. `for_staff` gives staff the same commands, to change rows of their own alone.
    """

    rows: Rule | None
    commands: frozenset[Command] = field(default=READ)
    readable: Rule | None = None
    insertable: tuple[str, ...] | None = None
    changeable: tuple[str, ...] | None = None
    suffix: str = ""
    for_staff: bool = False

    @property
    def deciding(self) -> frozenset[str]:
        """The columns that decide who reaches a row: its owner, its parent."""
        return frozenset(_deciding(self.rows))

    def writes(self, column: str) -> bool:
        """Whether clients may give a column a value."""
        lists = {Command.INSERT: self.insertable, Command.UPDATE: self.changeable}
        return self.rows is not None and any(
            command in self.commands and (names is None or column in names) for command, names in lists.items()
        )

    def rule(self, command: Command) -> Rule | None:
        """The rule that holds for a command, or None where the command is not granted."""
        if self.rows is None or command not in self.commands:
            return None
        if command is Command.SELECT and self.readable is not None:
            return self.readable
        return self.rows


def _deciding(rule: Rule | None) -> Iterator[str]:
    match rule:
        case Owned(column) | Through(column):
            yield column
        case AllOf(rules) | AnyOf(rules):
            for part in rules:
                yield from _deciding(part)


STAFF_ONLY = Access(rows=None, commands=frozenset())
