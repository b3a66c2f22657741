"""What a table is called in SQL: clients read hypertables through views of their rows, staff the tables."""

import pytest
import sqlalchemy as sa

from models import columns
from models.base import facts_of
from models.catalog import TABLES
from repositories.order import Key, Order, default_order, total
from repositories.selection import visible_rows
from repositories.statement import CLIENTS, STAFF, Reusable, StatementCache
from repositories.visible import readable, visible, visible_by_name

GUARDED = sorted(name for name, table in TABLES.items() if facts_of(table).behind_view)
USAGE = TABLES["roadtrip.api_usage_tracking"]


@pytest.mark.parametrize("name", GUARDED)
def test_clients_read_a_view_and_staff_the_relation(name: str) -> None:
    source = visible_by_name(TABLES[name])
    statement = sa.select(sa.func.count()).select_from(source)
    assert StatementCache(CLIENTS).render(statement)[0].endswith(f"FROM {name}_visible AS {TABLES[name].name}")
    assert StatementCache(STAFF).render(statement)[0].endswith(f"FROM {name} AS {TABLES[name].name}")


@pytest.mark.parametrize("name", sorted(TABLES.keys() - set(GUARDED)))
def test_other_tables_are_called_the_same_by_everybody(name: str) -> None:
    statement = sa.select(sa.func.count()).select_from(visible_by_name(TABLES[name]))
    texts = {StatementCache(dialect).render(statement)[0] for dialect in (CLIENTS, STAFF)}
    assert {text.partition("FROM ")[2] for text in texts} == {f"{name} AS {TABLES[name].name}"}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_secrets_are_not_readable(name: str) -> None:
    table = TABLES[name]
    secret = {column.name for column in table.columns if columns.facts_of(column).secret}
    assert set(readable(table)) == {column.name for column in table.columns} - secret
    if facts_of(table).behind_view:
        assert {column.name for column in visible(table).c} == set(readable(table))


def test_one_statement_serves_both() -> None:
    source = visible_by_name(USAGE)
    statement = Reusable(sa.select(source.c.endpoint).where(source.c.id == sa.bindparam("key", None, sa.Uuid())))
    for dialect, name in ((CLIENTS, f"{USAGE.fullname}_visible"), (STAFF, USAGE.fullname)):
        sql, values = statement.bound(key="k").rendered(dialect)
        assert sql == f"SELECT {USAGE.name}.endpoint \nFROM {name} AS {USAGE.name} \nWHERE {USAGE.name}.id = $1::UUID"
        assert values == ["k"]


@pytest.mark.parametrize(
    ("order", "client"),
    [
        (total(default_order(USAGE), USAGE), "roadtrip.api_usage_tracking_newest"),
        (total((Key("time_bucket"),), USAGE), "roadtrip.api_usage_tracking_visible"),
        (total((Key("request_count", descending=True),), USAGE), "roadtrip.api_usage_tracking_visible"),
        (None, "roadtrip.api_usage_tracking_visible"),
    ],
)
def test_a_list_with_the_newest_first_is_read_from_the_view_in_that_order(order: Order | None, client: str) -> None:
    _, rows = visible_rows(USAGE, ("id",), order=order)
    for dialect, name in ((CLIENTS, client), (STAFF, USAGE.fullname)):
        sql, _ = StatementCache(dialect).render(rows)
        assert sql == f"SELECT {USAGE.name}.id \nFROM {name} AS {USAGE.name}"
