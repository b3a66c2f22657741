"""Accounts: the fact that the document has twice, and ways to log in."""

import pytest
import sqlalchemy as sa

from models.liveconvo import User
from repositories.repository import table_of
from tests.contract.rows import Owner, RowMaker
from tests.models.writing import changed, changing, inserting, refusal, undone

USERS = table_of(User)


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({}, False),
        ({"email_verified": True}, True),
        ({"is_email_verified": True}, True),
        ({"email_verified": True, "is_email_verified": False}, True),
        ({"email_verified": None, "is_email_verified": None}, False),
    ],
)
async def test_a_new_account_has_one_answer_to_whether_its_address_is_confirmed(
    maker: RowMaker, given: dict[str, bool | None], stored: bool
) -> None:
    async with undone(maker):
        row = await maker.new(USERS, **given)
    assert (row["email_verified"], row["is_email_verified"]) == (stored, stored)


@pytest.mark.parametrize("column", ["email_verified", "is_email_verified"])
async def test_setting_either_column_sets_the_other(maker: RowMaker, column: str) -> None:
    async with undone(maker):
        row = await maker.new(USERS)
        answers = [
            (after["email_verified"], after["is_email_verified"])
            for value in (True, False, True, None)
            for after in [await changed(maker, USERS, row, **{column: value})]
        ]
    assert answers == [(True, True), (False, False), (True, True), (None, None)]


async def test_another_change_leaves_the_answer_alone(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(USERS, email_verified=True)
        after = await changed(maker, USERS, row, full_name="Somebody")
    assert (after["email_verified"], after["is_email_verified"], after["full_name"]) == (True, True, "Somebody")


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"password_hash": None, "google_id": None}, ("23514", "ck_users_can_log_in")),
        ({"password_hash": None, "google_id": "a google account"}, (None, None)),
        ({"password_hash": "a hash", "google_id": None}, (None, None)),
    ],
)
async def test_an_account_has_at_least_one_way_to_log_in(
    maker: RowMaker, given: dict[str, str | None], outcome: tuple[str | None, str | None]
) -> None:
    assert await refusal(maker, inserting(maker, USERS, Owner(), **given)) == outcome
    async with undone(maker):
        row = await maker.new(USERS)
        assert await refusal(maker, changing(USERS, row, **given)) == outcome


async def test_accounts_without_a_google_account_are_many(maker: RowMaker) -> None:
    async with undone(maker):
        await maker.new(USERS, google_id=None)
        await maker.new(USERS, google_id=None)


async def test_a_deleted_account_keeps_its_address(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(USERS, deleted_at=sa.func.now())
        again = inserting(maker, USERS, Owner(), email=row["email"])
        assert await refusal(maker, again) == ("23505", "uq_users_email")
