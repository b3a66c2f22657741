"""Sending mutations: what they answer, how they refuse, and that a refusal changed nothing."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table

from models.catalog import PRODUCTS, Product
from tests.gql.mutations import BY_NAME
from tests.people import People, Person
from tests.served import Client

Keys = dict[Table, dict[str, list[Any]]]
LOGS = frozenset({"roadtrip.api_usage_tracking", "roadtrip.audit_log"})
"""Where it is written down, a moment later, that somebody asked; whether they were refused or not."""


async def wrote(client: Client, person: Person, name: str, /, **arguments: Any) -> dict[str, Any]:
    """The row that a mutation wrote."""
    mutation = BY_NAME[name]
    data = await client.data(person, mutation.document, input=arguments)
    row: dict[str, Any] = data[name][mutation.row]
    return row


async def refused(client: Client, people: People, person: Person, name: str, /, **arguments: Any) -> tuple[str, str]:
    """Code and message of a mutation that must be refused and must change nothing."""
    before = await everything(people, person)
    answer = await client.ask(person, BY_NAME[name].document, input=arguments)
    assert answer.get("data") is None
    (error,) = answer["errors"]
    assert await everything(people, person) == before
    return error["extensions"]["code"], error["message"]


async def everything(people: People, owner: Person) -> list[tuple[str, str]]:
    """All rows of a person, as the database has them: those that keys lead to from their accounts."""
    found: list[tuple[str, str]] = []
    for product in PRODUCTS:
        if product.schema in owner.accounts:
            found += await _rows_of(people, product, owner.accounts[product.schema])
    return found


async def _rows_of(people: People, product: Product, account: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    keys: Keys = {}
    for table in product.tables:
        mine = [*_references(table, keys)]
        if table is product.account_table:
            mine.append(sa.cast(product.account_column, sa.Text()) == account)
        if not mine or table.fullname in LOGS:
            continue
        whole = sa.cast(sa.literal_column(str(table.name)), sa.Text()).label("whole")
        statement = sa.select(*table.primary_key, whole).where(sa.or_(*mine)).order_by(*table.primary_key)
        rows = await people.run(statement)
        keys[table] = {column.name: [row[column.name] for row in rows] for column in table.primary_key}
        found += [(table.name, row["whole"]) for row in rows]
    return found


def _references(table: Table, keys: Keys) -> Iterable[ColumnElement[bool]]:
    """That a row refers to one of those that were found."""
    for column in table.columns:
        for key in column.foreign_keys:
            values = keys.get(key.column.table, {}).get(key.column.name)
            if values:
                yield column == sa.any_(sa.bindparam(None, values, sa.ARRAY(column.type), unique=True))
