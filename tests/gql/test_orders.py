"""Orderings: several keys, NULL in both directions, what is refused."""

from typing import Any

import pytest

from tests.people import People, Person
from tests.served import Client

QUERY = (
    "query($o: [LiveconvoSessionOrder!]) { liveconvo { sessions(orderBy: $o)"
    " { nodes { title dataRetentionDays } } } }"
)


async def ordered(client: Client, person: Person, *order: str) -> list[tuple[Any, ...]]:
    """Title and retention of the person's sessions in an order."""
    data = await client.data(person, QUERY, o=list(order))
    return [tuple(node.values()) for node in data["liveconvo"]["sessions"]["nodes"]]


@pytest.fixture
async def person(people: People) -> Person:
    """A person with four sessions of equal and absent titles."""
    made = await people.person()
    for title, days in (("b", 7), (None, 5), ("a", 30), ("b", 3)):
        await people.session(made, title=title, data_retention_days=days)
    return made


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (["TITLE_ASC", "DATA_RETENTION_DAYS_ASC"], [("a", 30), ("b", 3), ("b", 7), (None, 5)]),
        (["TITLE_ASC", "DATA_RETENTION_DAYS_DESC"], [("a", 30), ("b", 7), ("b", 3), (None, 5)]),
        (["TITLE_DESC", "DATA_RETENTION_DAYS_ASC"], [(None, 5), ("b", 3), ("b", 7), ("a", 30)]),
        (["TITLE_DESC", "DATA_RETENTION_DAYS_DESC"], [(None, 5), ("b", 7), ("b", 3), ("a", 30)]),
        (["DATA_RETENTION_DAYS_ASC"], [("b", 3), (None, 5), ("b", 7), ("a", 30)]),
        (["DATA_RETENTION_DAYS_DESC", "TITLE_ASC"], [("a", 30), ("b", 7), (None, 5), ("b", 3)]),
    ],
)
async def test_null_comes_last_ascending_and_first_descending(
    client: Client, person: Person, order: list[str], found: list[tuple[Any, ...]]
) -> None:
    assert await ordered(client, person, *order) == found


async def test_without_an_order_the_newest_come_first(client: Client, person: Person) -> None:
    newest = [("b", 3), ("a", 30), (None, 5), ("b", 7)]
    assert await ordered(client, person) == newest
    assert await ordered(client, person, "CREATED_AT_DESC") == newest
    assert await ordered(client, person, "CREATED_AT_ASC") == newest[::-1]


async def test_an_absent_value_is_ordered_as_the_default_that_is_shown(client: Client, people: People) -> None:
    person = await people.person()
    for title, days in (("29", 29), ("null", None), ("31", 31)):
        await people.session(person, title=title, data_retention_days=days)
    assert await ordered(client, person, "DATA_RETENTION_DAYS_ASC") == [("29", 29), ("null", 30), ("31", 31)]


@pytest.mark.parametrize(
    ("order", "message"),
    [
        (["TITLE_ASC", "TITLE_DESC"], "orderBy names a field twice."),
        (["TITLE_ASC", "TITLE_ASC"], "orderBy names a field twice."),
        (
            ["TITLE_ASC", "STATUS_ASC", "ID_ASC", "CREATED_AT_ASC", "UPDATED_AT_ASC", "USER_ID_ASC"],
            "orderBy has at most 5 values.",
        ),
    ],
)
async def test_an_order_is_refused(client: Client, person: Person, order: list[str], message: str) -> None:
    answer = await client.ask(person, QUERY, o=order)
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["message"]) == ("BAD_INPUT", message)
    assert answer["data"] is None


async def test_five_keys_are_permitted(client: Client, person: Person) -> None:
    order = ["TITLE_ASC", "STATUS_ASC", "DATA_RETENTION_DAYS_ASC", "CREATED_AT_ASC", "UPDATED_AT_ASC"]
    assert await ordered(client, person, *order) == [("a", 30), ("b", 3), ("b", 7), (None, 5)]


@pytest.mark.parametrize("order", ["PASSWORD_HASH_ASC", "title", "TITLE_ASC NULLS FIRST", "TITLE_ASC; DROP TABLE x"])
async def test_an_unknown_order_is_bad_input(client: Client, person: Person, order: str) -> None:
    assert await client.code(person, QUERY, o=[order]) == "BAD_INPUT"
