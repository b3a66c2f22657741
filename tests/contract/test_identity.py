"""An identity lives and ends with its transaction, and only a living account has one."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from gateway.addresses import Addresses
from gateway.preparation import connected
from models.catalog import PRODUCTS, Product
from models.liveconvo import Session
from repositories.database import Database
from repositories.errors import UnauthenticatedError
from repositories.identity import Identity
from repositories.repository import table_of
from tests.contract.behaviour import attempt, own, reading
from tests.contract.fixtures import pool
from tests.contract.rows import MOMENT, Owner, RowMaker

SESSIONS = table_of(Session)
SEEN = sa.select(sa.func.array_agg(SESSIONS.c.user_id.distinct()))
EVERY_SESSION = "SELECT count(*) FROM liveconvo.sessions"


SHUT_OUT = [
    ("roadtrip", "is_active", False),
    ("liveconvo", "is_active", False),
    ("liveconvo", "deleted_at", MOMENT),
    ("webbuilder", "is_active", False),
    ("learning", "status", "suspended"),
    ("repurpose", "deleted_at", MOMENT),
]
in_each_product = pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.schema)


@pytest.fixture(scope="module")
async def owners(maker: RowMaker) -> tuple[Owner, Owner]:
    return await maker.owner_of_everything(), await maker.owner_of_everything()


async def whose(database: Database, identity: Identity) -> list[UUID] | None:
    """Whose sessions an identity sees."""
    async with database.reading(identity) as transaction:
        found: list[UUID] | None = await transaction.fetch_value(SEEN)
    return found


async def fail(database: Database, identity: Identity) -> None:
    """An operation that fails after it has read."""
    async with database.writing(identity) as transaction:
        await transaction.fetch(SEEN)
        raise ZeroDivisionError


async def test_an_operation_that_fails_takes_its_identity_with_it(
    place: Addresses, owners: tuple[Owner, Owner]
) -> None:
    async with pool(place, 1) as database:
        with pytest.raises(ZeroDivisionError):
            await fail(database, owners[0].identity)
        assert await whose(database, Identity(uuid4())) is None


async def test_an_operation_that_is_cancelled_takes_its_identity_with_it(
    place: Addresses, owners: tuple[Owner, Owner]
) -> None:
    async with pool(place, 1) as database:
        entered = asyncio.Event()

        async def hold() -> None:
            async with database.reading(owners[0].identity) as transaction:
                await transaction.fetch(SEEN)
                entered.set()
                await transaction.fetch(sa.select(sa.func.pg_sleep(30)))

        held = asyncio.create_task(hold())
        await entered.wait()
        held.cancel()
        with pytest.raises(asyncio.CancelledError):
            await held
        assert await whose(database, Identity(uuid4())) is None


@in_each_product
async def test_missing_settings_mean_no_rows_and_no_error(
    place: Addresses, owners: tuple[Owner, Owner], product: Product
) -> None:
    accounts = f"SELECT count(*) FROM {product.account_table.fullname}"
    async with connected(place.url("app")) as connection:
        assert await connection.fetchval(accounts) == 0
        async with connection.transaction():
            await connection.execute(owners[0].identity.sign_in())
            assert await connection.fetchval(accounts) == 1
        # What was set in a transaction reads as an empty text after it.
        assert await connection.fetchval(f"SELECT current_setting('quintet.{product.schema}_account', true)") == ""
        assert await connection.fetchval(accounts) == 0


@in_each_product
async def test_a_setting_outside_of_a_transaction_is_gone_with_its_statement(
    place: Addresses, owners: tuple[Owner, Owner], product: Product
) -> None:
    accounts = f"SELECT count(*) FROM {product.account_table.fullname}"
    account = owners[0].accounts[product.schema]
    async with connected(place.url("app")) as connection:
        await connection.execute(f"SELECT set_config('quintet.{product.schema}_account', '{account}', true)")
        assert await connection.fetchval(accounts) == 0
        await connection.execute(f"SELECT {product.schema}.sign_in('{account}')")
        assert await connection.fetchval(accounts) == 0


async def test_a_subject_without_an_account_sees_nothing_of_a_product(app: Any, owners: tuple[Owner, Owner]) -> None:
    identity = Identity(owners[0].subject)
    assert await attempt(app, identity, reading(SESSIONS, owners[0])) == 0


async def refused(place: Addresses, database: Database, owner: Owner) -> None:
    """A sign-in is refused with the code of its own, and as a missing login by the repositories."""
    async with connected(place.url("app")) as connection:
        assert await attempt(connection, owner.identity, sa.select(sa.literal(1))) == "QN401"
        assert await connection.fetchval(EVERY_SESSION) == 0
    with pytest.raises(UnauthenticatedError):
        async with database.reading(owner.identity):
            pytest.fail("the transaction began")
    with pytest.raises(UnauthenticatedError):
        async with database.writing(owner.identity):
            pytest.fail("the transaction began")


def changed(product: Product, owner: Owner, column: str, value: object) -> sa.Update:
    """A change of an owner's account."""
    table = product.account_table
    return sa.update(table).where(own(table, owner.key(table))).values({column: value})


@in_each_product
async def test_a_living_account_signs_in(app: Any, maker: RowMaker, product: Product) -> None:
    owner = await maker.owner()
    assert await attempt(app, owner.identity, reading(product.account_table, owner)) == 1


def test_every_product_has_a_way_to_shut_somebody_out() -> None:
    assert {name for name, _, _ in SHUT_OUT} == {product.schema for product in PRODUCTS}
    said = {(p.schema, name) for p in PRODUCTS for name in ("is_active", "deleted_at") if name in p.account_table.c}
    assert said <= {(schema, column) for schema, column, _ in SHUT_OUT}


@pytest.mark.parametrize(("schema", "column", "value"), SHUT_OUT)
async def test_a_deleted_or_suspended_account_cannot_sign_in(
    place: Addresses, database: Database, maker: RowMaker, schema: str, column: str, value: object
) -> None:
    (product,) = (product for product in PRODUCTS if product.schema == schema)
    owner = await maker.owner()
    await maker.run(changed(product, owner, column, value))
    await refused(place, database, owner)
    if product.account_table.c[column].nullable:
        await maker.run(changed(product, owner, column, None))
        async with database.reading(owner.identity):
            """An account that was never said to be deleted or suspended is not."""


@in_each_product
async def test_an_unknown_account_cannot_sign_in(place: Addresses, database: Database, product: Product) -> None:
    await refused(place, database, Owner(accounts={product.schema: str(uuid4())}))


@in_each_product
async def test_an_account_of_one_product_is_none_of_another(
    place: Addresses, database: Database, owners: tuple[Owner, Owner], product: Product
) -> None:
    for other in PRODUCTS:
        if other is not product:
            account = owners[0].accounts[other.schema].removeprefix("user_")
            await refused(place, database, Owner(accounts={product.schema: account}))


@pytest.mark.parametrize("account", ["'; SELECT 1; --", "", "x" * 101, "é", "a b"])
def test_an_account_that_could_be_more_than_a_value_is_refused(account: str) -> None:
    with pytest.raises(ValueError, match="characters that no account has"):
        Identity(uuid4(), {"liveconvo": account}).sign_in()


def test_a_product_that_is_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match="characters that no account has"):
        Identity(uuid4(), {"liveconvo; --": str(uuid4())}).sign_in()
