"""Whether a database contradicts itself: its data, its references, and what of its definitions has to be in force.

Every check is one statement of its own, so that each sees one moment and none holds up what is being written.
"""

from dataclasses import dataclass
from typing import Any

import rich.console

from gateway.preparation import connected
from gateway.scale.progress import Report
from models.catalog import PRODUCTS
from models.integrity import invariants

EXAMPLES = 3
"""How many of the rows at fault are named."""

SLOW_SECONDS = 5.0
"""From here on a line tells how long a check took."""

SCHEMAS = ("quintet", *(product.schema for product in PRODUCTS))


@dataclass(frozen=True)
class Check:
    """A statement whose rows are faults, of one text column."""

    name: str
    fault: str
    sql: str
    values: tuple[object, ...] = ()


DEFINITIONS = (
    Check(
        "constraints",
        "A constraint was never validated.",
        """
            SELECT concat_ws(' ', nullif(conrelid, 0)::regclass, conname) FROM pg_constraint
            WHERE NOT convalidated AND connamespace = ANY ($1::text[]::regnamespace[])
        """,
        (SCHEMAS,),
    ),
    Check(
        "indexes",
        "An index is not valid.",
        """
            SELECT indexrelid::regclass FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
            WHERE NOT (indisvalid AND indisready AND indislive) AND relnamespace = ANY ($1::text[]::regnamespace[])
        """,
        (SCHEMAS,),
    ),
    Check(
        "triggers",
        "A trigger is switched off.",
        """
            SELECT concat_ws(' ', tgrelid::regclass, tgname) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
            WHERE tgenabled NOT IN ('O', 'A') AND relnamespace = ANY ($1::text[]::regnamespace[])
        """,
        (SCHEMAS,),
    ),
    Check(
        "row security",
        "Clients may use a table whose row security is not forced.",
        """
            SELECT oid::regclass FROM pg_class
            WHERE relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
                AND has_any_column_privilege('quintet_app', oid, 'SELECT, INSERT, UPDATE')
                AND relnamespace = ANY ($1::text[]::regnamespace[])
        """,
        (SCHEMAS,),
    ),
)
REFERENCES = """
    SELECT c.conrelid::regclass::text AS child, c.conname AS name, c.confrelid::regclass::text AS parent,
        string_agg(format('c.%I = p.%I', child.attname, parent.attname), ' AND ') AS joined,
        string_agg(format('c.%I IS NOT NULL', child.attname), ' AND ') AS given,
        string_agg(format('c.%I', child.attname), ', ') AS columns
    FROM pg_constraint AS c
    CROSS JOIN unnest(c.conkey, c.confkey) AS pair (child_number, parent_number)
    JOIN pg_attribute AS child ON (child.attrelid, child.attnum) = (c.conrelid, pair.child_number)
    JOIN pg_attribute AS parent ON (parent.attrelid, parent.attnum) = (c.confrelid, pair.parent_number)
    WHERE c.contype = 'f' AND c.connamespace = ANY ($1::text[]::regnamespace[])
    GROUP BY c.oid ORDER BY 1, 2
"""
ORPHANS = """
    SELECT concat_ws(' ', {columns}) FROM {child} AS c
    WHERE {given} AND NOT EXISTS (SELECT FROM {parent} AS p WHERE {joined})
"""


@dataclass(frozen=True)
class Fault:
    """What is wrong, in how many rows, and which the first of these are."""

    check: Check
    rows: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        more = ", …" if self.rows > len(self.examples) else ""
        return f"{self.check.name}: {self.check.fault} {self.rows:,} found: {', '.join(self.examples)}{more}"


async def checks(connection: Any) -> list[Check]:
    """Everything that is looked at in a database."""
    references = [
        Check(f"{row['child']} {row['name']}", "A row refers to one that is not there.", ORPHANS.format(**row))
        for row in await connection.fetch(REFERENCES, SCHEMAS)
    ]
    return [*DEFINITIONS, *references, *(Check(each.name, each.fault, each.sql) for each in invariants())]


async def look(connection: Any, check: Check) -> Fault | None:
    """What a check finds, over a connection that row security does not bind."""
    sql = f"SELECT count(*), (array_agg(f.row::text))[:{EXAMPLES}] FROM ({check.sql}) AS f (row)"  # noqa: S608
    rows, examples = await connection.fetchrow(sql, *check.values)
    return Fault(check, rows, tuple(examples)) if rows else None


async def verify(worker_url: str) -> int:
    """Look at everything and tell what is found; returns how many checks found faults."""
    report = Report(rich.console.Console())
    faults = 0
    async with connected(worker_url) as connection:
        found = await checks(connection)
        with report.shown():
            for number, check in enumerate(found, 1):
                with report.step(f"{number} of {len(found)}: {check.name}", worth_a_line=SLOW_SECONDS):
                    fault = await look(connection, check)
                if fault is not None:
                    faults += 1
                    report.say(str(fault))
            report.say(f"{len(found)} things were looked at: {faults or 'none'} of them at fault.")
    return faults
