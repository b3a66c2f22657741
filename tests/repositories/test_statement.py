"""Statements: written once, run with the values of the time, forgotten when there are too many."""

import pytest
import sqlalchemy as sa

from models.catalog import TABLES
from repositories.statement import CLIENTS, STAFF, Reusable, StatementCache

USERS = TABLES["learning.users"]


def by_email(email: str) -> sa.Select[tuple[object]]:
    """A statement with a value."""
    return sa.select(USERS.c.id).where(USERS.c.email == email)


def test_equal_statements_are_kept_once_and_have_their_own_values() -> None:
    statements = StatementCache(CLIENTS)
    texts = set()
    for email in ("ada@example.com", "grace@example.com"):
        sql, values = statements.render(by_email(email))
        texts.add(sql)
        assert list(values) == [email]
    assert texts == {"SELECT learning.users.id \nFROM learning.users \nWHERE learning.users.email = $1::VARCHAR"}
    assert len(statements) == 1


def test_the_statement_that_was_not_used_the_longest_is_forgotten() -> None:
    statements = StatementCache(CLIENTS, size=2)
    one, two, three = (sa.select(USERS.c[name]) for name in ("id", "email", "phone"))
    for statement in (one, two, one, three):
        statements.render(statement)
    assert len(statements) == 2
    kept = {compiled.string for compiled in statements._compiled.values()}
    assert kept == {
        "SELECT learning.users.id \nFROM learning.users",
        "SELECT learning.users.phone \nFROM learning.users",
    }


@pytest.mark.parametrize("dialect", [CLIENTS, STAFF])
def test_a_reusable_statement_takes_values_by_name(dialect: object) -> None:
    wanted = sa.bindparam("email", None, sa.Text())
    statement = Reusable(sa.select(USERS.c.id).where(USERS.c.email == wanted, USERS.c.status == "active"))
    for value in ("ada@example.com", None, "grace@example.com"):
        sql, values = StatementCache(dialect).render(statement.bound(email=value))  # type: ignore[arg-type]
        assert sql.count("$") == 2
        assert list(values) == [value, "active"]
