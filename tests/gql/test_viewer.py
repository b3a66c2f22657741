"""The caller: their subject, their account in each product, and accounts that are gone or suspended."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from gateway.authentication import mint
from gateway.settings import Settings
from models.catalog import PRODUCTS
from tests.contract.rows import Owner, RowMaker
from tests.people import SECRET, Person, PersonWithoutAccounts
from tests.served import Client

SCHEMAS = [product.schema for product in PRODUCTS]
BY_SCHEMA = {product.schema: product for product in PRODUCTS}
SETTINGS = Settings(_env_file=None, token_secret=SECRET)
VIEWER = f"{{ viewer {{ subject {' '.join(f'{schema} {{ id email }}' for schema in SCHEMAS)} }} }}"
ME = f"{{ {' '.join(f'{schema} {{ me {{ id email }} }}' for schema in SCHEMAS)} }}"
GONE = "The token's account does not exist or is suspended."
SUSPENDED: Mapping[str, Mapping[str, object]] = {
    "roadtrip": {"is_active": False},
    "liveconvo": {"is_active": False},
    "webbuilder": {"is_active": False},
    "learning": {"status": "suspended"},
    "repurpose": {"deleted_at": dt.datetime(2026, 1, 5, tzinfo=dt.UTC)},
}


def accounts_of(owner: Owner, schemas: list[str]) -> dict[str, dict[str, str] | None]:
    """The accounts of an owner as clients read them, null in all products but these."""
    rows = {schema: owner.rows[BY_SCHEMA[schema].account_table.fullname] for schema in schemas}
    shown = {schema: {"id": str(row["id"]), "email": row["email"]} for schema, row in rows.items()}
    return {schema: shown.get(schema) for schema in SCHEMAS}


async def asked(client: Client, owner: Owner, query: str, accounts: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a token of an owner with these accounts."""
    answer: dict[str, Any] = (await client.post(mint(SETTINGS, SECRET, owner.subject, accounts), query)).json()
    return answer


async def test_the_caller_has_an_account_in_each_product(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    answer = await asked(client, owner, VIEWER, owner.accounts)
    assert answer == {"data": {"viewer": {"subject": str(owner.subject), **accounts_of(owner, SCHEMAS)}}}
    me = {schema: {"me": account} for schema, account in accounts_of(owner, SCHEMAS).items()}
    assert await asked(client, owner, ME, owner.accounts) == {"data": me}


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_without_an_account_in_a_product_there_is_none(client: Client, maker: RowMaker, schema: str) -> None:
    owner = await maker.owner()
    accounts = {schema: owner.accounts[schema]}
    viewer = {"subject": str(owner.subject), **accounts_of(owner, [schema])}
    assert await asked(client, owner, VIEWER, accounts) == {"data": {"viewer": viewer}}
    me = {name: {"me": account} for name, account in accounts_of(owner, [schema]).items()}
    assert await asked(client, owner, ME, accounts) == {"data": me}


async def test_a_token_without_accounts_has_a_subject_only(client: Client) -> None:
    nobody = PersonWithoutAccounts(uuid4(), "")
    assert await client.data(nobody, VIEWER) == {"viewer": {"subject": str(nobody.id), **dict.fromkeys(SCHEMAS)}}


async def test_the_account_of_repurposeflow_is_the_identifier_at_clerk(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    clerk, key = owner.accounts["repurpose"], owner.rows["repurpose.users"]["id"]
    assert clerk.startswith("user_")
    data = await client.data(Person.of(owner), "{ repurpose { me { id clerkUserId } users { nodes { id } } } }")
    assert data == {
        "repurpose": {"me": {"id": str(key), "clerkUserId": clerk}, "users": {"nodes": [{"id": str(key)}]}}
    }
    answer = await asked(client, owner, "{ repurpose { me { id } } }", {"repurpose": str(key)})
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "UNAUTHENTICATED"}]


@pytest.mark.parametrize("query", [VIEWER, ME])
@pytest.mark.parametrize("schema", SCHEMAS)
async def test_an_account_that_is_suspended_is_unauthenticated_in_its_product(
    client: Client, maker: RowMaker, schema: str, query: str
) -> None:
    owner = await maker.owner()
    table, account = BY_SCHEMA[schema].account_table, owner.rows[BY_SCHEMA[schema].account_table.fullname]
    await maker.run(sa.update(table).where(table.c.id == account["id"]).values(SUSPENDED[schema]))
    answer = await asked(client, owner, query, {schema: owner.accounts[schema]})
    assert {(error["extensions"]["code"], error["message"]) for error in answer["errors"]} == {
        ("UNAUTHENTICATED", GONE)
    }
    assert str(account["id"]) not in str(answer)


@pytest.mark.parametrize("schema", SCHEMAS)
async def test_an_account_that_never_was_is_unauthenticated(client: Client, maker: RowMaker, schema: str) -> None:
    owner = await maker.owner()
    answer = await asked(client, owner, f"{{ {schema} {{ me {{ id }} }} }}", {schema: str(uuid4())})
    assert [(error["extensions"], error["message"]) for error in answer["errors"]] == [
        ({"code": "UNAUTHENTICATED"}, GONE)
    ]


async def test_a_suspended_account_lets_nothing_be_read_in_its_product_by_any_way(
    client: Client, maker: RowMaker
) -> None:
    owner = await maker.owner()
    users, account = BY_SCHEMA["learning"].account_table, owner.rows["learning.users"]
    await maker.run(sa.update(users).where(users.c.id == account["id"]).values(status="suspended"))
    for query in (
        "{ learning { users { nodes { id } } } }",
        "{ learning { usageLogs { totalCount } } }",
        f'{{ learning {{ user(id: "{account["id"]}") {{ id }} }} }}',
    ):
        answer = await asked(client, owner, query, owner.accounts)
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"UNAUTHENTICATED"}
        assert str(account["id"]) not in str(answer.get("data"))
