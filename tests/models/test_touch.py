"""Rows that say when they were changed last."""

import datetime as dt

import pytest

from tests.contract.rows import MOMENT, TABLES, RowMaker
from tests.models.writing import changed, undone

TOUCHED = [name for name, table in TABLES.items() if "updated_at" in table.columns]


async def test_the_tables_found_are_those_of_the_catalog(maker: RowMaker) -> None:
    found = await maker.connection.fetch(
        "SELECT attrelid::regclass::text FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relnamespace::regnamespace::text = ANY ($1) AND relkind IN ('r', 'p') AND attname = 'updated_at'",
        sorted({str(table.schema) for table in TABLES.values()}),
    )
    assert {row[0] for row in found} == set(TOUCHED)


@pytest.mark.parametrize("name", TOUCHED)
async def test_updated_at_moves_with_every_change_whatever_was_sent(maker: RowMaker, name: str) -> None:
    table = TABLES[name]
    async with undone(maker):
        row = await maker.new(table)
        first = await changed(maker, table, row, updated_at=MOMENT)
        second = await changed(maker, table, row, updated_at=MOMENT + dt.timedelta(days=36500))
    assert row["updated_at"] < first["updated_at"] < second["updated_at"]
    assert second["updated_at"] - row["updated_at"] < dt.timedelta(minutes=1)
    assert second["created_at"] == row["created_at"]
