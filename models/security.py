"""Row-level security, written from the access rules that the models declare.

Every table has row security enabled and forced. The app role gets one policy per granted command; staff
(`quintet_admin`) may read everything that is not secret; the owner, who cannot log in, is let through for the
SECURITY DEFINER functions and for migrations.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Table

from models import columns
from models.access import AllOf, AnyOf, Command, Owned, Rule, Through, Where
from models.base import TableFacts, facts_of, soft_deletes

OWNER, APP, ADMIN, WORKER, LISTENER = (
    "quintet_owner",
    "quintet_app",
    "quintet_admin",
    "quintet_worker",
    "quintet_listener",
)
UNTOUCHED_BY_CLIENTS = frozenset({"created_at", "updated_at"})


@dataclass(frozen=True)
class Policy:
    """One CREATE POLICY."""

    table: str
    name: str
    command: str
    role: str
    using: str | None
    check: str | None

    def sql(self) -> str:
        """The statement that makes the policy."""
        using = f"\n    USING ({self.using})" if self.using else ""
        check = f"\n    WITH CHECK ({self.check})" if self.check else ""
        return f"CREATE POLICY {self.name} ON {self.table}\n    FOR {self.command} TO {self.role}{using}{check}"


def condition(rule: Rule, table: Table, command: Command) -> str:
    """The SQL condition of a rule on a row of the table."""
    match rule:
        case Owned(column, account):
            return f"{table.name}.{column} = (SELECT {table.schema}.{account}())"
        case Where(text):
            return text
        case Through(column):
            return _through(table, column, command)
        case AllOf(rules):
            return " AND ".join(f"({condition(part, table, command)})" for part in rules)
        case AnyOf(rules):
            return " OR ".join(f"({condition(part, table, command)})" for part in rules)
    raise NotImplementedError(type(rule).__name__)


def _through(table: Table, column: str, command: Command) -> str:
    """The parent is visible; for changes it must also be one the caller may change.

    The parent's own policy applies inside the subquery, so reading needs no repetition of it.
    """
    (key,) = table.columns[column].foreign_keys
    parent = key.column.table
    parts = [f"{parent.name}.{key.column.name} = {table.name}.{column}"]
    if soft_deletes(parent):
        parts.append(f"{parent.name}.deleted_at IS NULL")
    rule = facts_of(parent).access.rows
    if command is not Command.SELECT and rule is not None:
        parts.append(f"({condition(rule, parent, command)})")
    return f"EXISTS (SELECT 1 FROM {parent.fullname} WHERE {' AND '.join(parts)})"  # noqa: S608 - names of tables


def policies(table: Table) -> Iterator[Policy]:
    """The policies of one table."""
    access = facts_of(table).access
    for command in Command:
        rule = access.rule(command)
        if rule is None:
            continue
        rows = condition(rule, table, command)
        using = None if command is Command.INSERT else rows
        check = rows if command in (Command.INSERT, Command.UPDATE) else None
        yield Policy(table.fullname, f"{table.name}_{command.lower()}{access.suffix}", command, APP, using, check)
        if access.for_staff and command is not Command.SELECT:
            yield Policy(table.fullname, f"{table.name}_{command.lower()}_staff", command, ADMIN, using, check)
    yield Policy(table.fullname, f"{table.name}_staff", "SELECT", ADMIN, "true", None)
    yield Policy(table.fullname, f"{table.name}_owner", "ALL", OWNER, "true", "true")


def view_of(table: Table) -> str:
    """The view through which the app role reads a hypertable or a materialized view."""
    return f"{table.fullname}_visible"


def newest_of(table: Table) -> str | None:
    """The view of the same rows, newest first: of hypertables whose lists are usually in that order."""
    facts = facts_of(table)
    in_order = facts.hypertable is not None and facts.order == (f"-{facts.hypertable}",)
    return f"{table.fullname}_newest" if in_order and facts.access.rule(Command.SELECT) is not None else None


def visible_rows(table: Table) -> Iterator[str]:
    """A hypertable or a materialized view has no policies: the app role reads it through a view of its rows.

    PostgreSQL asks a view with a barrier for its rows as if their order did not matter, and sorts all of them
    afterwards. So the view that lists are read from says the order itself.
    """
    rule = facts_of(table).access.rule(Command.SELECT)
    if rule is None:
        return
    names = ", ".join(c.name for c in table.columns if not columns.facts_of(c).secret)
    rows = condition(rule, table, Command.SELECT)
    query = f"SELECT {names} FROM {table.fullname} WHERE {rows}"  # noqa: S608 - names of tables and columns
    yield f"CREATE VIEW {view_of(table)} WITH (security_barrier) AS\n    {query}"
    yield f"GRANT SELECT ON {view_of(table)} TO {APP}"
    if newest := newest_of(table):
        order = ", ".join(f"{name} DESC" for name in _newest_first(table))
        yield f"CREATE VIEW {newest} WITH (security_barrier) AS\n    {query} ORDER BY {order}"
        yield f"GRANT SELECT ON {newest} TO {APP}"


def _newest_first(table: Table) -> list[str]:
    time = facts_of(table).hypertable
    assert time is not None
    return [time, *(column.name for column in table.primary_key if column.name != time)]


def grants(table: Table) -> Iterator[str]:
    """The grants on one table: what each role may do, column by column where something is secret."""
    readable = [c.name for c in table.columns if not columns.facts_of(c).secret]
    writable = [name for name in readable if name not in UNTOUCHED_BY_CLIENTS]
    changeable = [name for name in writable if name not in {c.name for c in table.primary_key}]
    facts = facts_of(table)
    access = facts.access
    lists = {
        Command.SELECT: readable,
        Command.INSERT: access.insertable or writable,
        Command.UPDATE: access.changeable or changeable,
    }
    granted = frozenset[Command]() if facts.behind_view else access.commands
    for command in (c for c in Command if c in granted):
        names = f" ({', '.join(lists[command])})" if command in lists else ""
        yield f"GRANT {command}{names} ON {table.fullname} TO {APP}"
        if access.for_staff and command is not Command.SELECT:
            yield f"GRANT {command}{names} ON {table.fullname} TO {ADMIN}"
    yield f"GRANT SELECT ({', '.join(readable)}) ON {table.fullname} TO {ADMIN}"
    yield f"GRANT {_worker_commands(facts)} ON {table.fullname} TO {WORKER}"
    key = table.autoincrement_column
    if key is not None and key.server_default is None and facts.view is None:
        yield f"GRANT USAGE ON SEQUENCE {table.fullname}_{key.name}_seq TO {WORKER}"


def _worker_commands(facts: TableFacts) -> str:
    if facts.view is not None:
        return "SELECT"
    return "SELECT, INSERT" if facts.append_only else "SELECT, INSERT, UPDATE, DELETE"
