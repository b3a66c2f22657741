"""Cursors: any text survives in them, and they lead on when their row is gone."""

import pytest
import sqlalchemy as sa

from gql.derivation.orders import order_enum
from models.liveconvo import Subscription
from tests.gql.belongings import TABLES
from tests.people import People
from tests.served import Client


async def test_a_cursor_still_leads_on_when_its_row_is_gone(client: Client, people: People) -> None:
    person = await people.person()
    for title in ("a", "b", "c"):
        await people.session(person, title=title)
    query = (
        "query($a: String) { liveconvo { sessions(orderBy: [TITLE_ASC], first: 2, after: $a)"
        " { nodes { id title } pageInfo { endCursor } } } }"
    )
    first = (await client.data(person, query))["liveconvo"]["sessions"]
    delete = "mutation($id: UUID!) { liveconvoDeleteSession(input: { sessionId: $id }) { session { id } } }"
    await client.data(person, delete, id=first["nodes"][1]["id"])
    rest = await client.data(person, query, a=first["pageInfo"]["endCursor"])
    assert [node["title"] for node in rest["liveconvo"]["sessions"]["nodes"]] == ["c"]


@pytest.mark.parametrize("order", ["TITLE_ASC", "TITLE_DESC"])
async def test_odd_text_survives_in_a_cursor(client: Client, people: People, order: str) -> None:
    person = await people.person()
    texts = ["", " ", '"', "\\", "\n", "\x01", "'", "%", "Ünï", "🙂" * 255, "a,b", "]", "\u2028", None]
    for text in texts:
        await people.session(person, title=text)
    query = (
        "query($o: [LiveconvoSessionOrder!], $a: String) { liveconvo { sessions(orderBy: $o, first: 1, after: $a)"
        " { nodes { title } pageInfo { endCursor hasNextPage } } } }"
    )
    seen: list[str | None] = []
    cursor = None
    for _ in texts:
        page = (await client.data(person, query, o=[order], a=cursor))["liveconvo"]["sessions"]
        seen.append(page["nodes"][0]["title"])
        cursor = page["pageInfo"]["endCursor"]
    assert page["pageInfo"]["hasNextPage"] is False
    assert sorted(seen, key=str) == sorted(texts, key=str)


async def test_long_texts_survive_in_a_cursor(client: Client, people: People) -> None:
    person = await people.person()
    for number in range(3):
        text = f"{number}" + "\x01" * 254
        await people.insert(
            Subscription,
            user_id=person.id,
            stripe_customer_id=text,
            stripe_subscription_id=text,
            stripe_price_id=text,
        )
    query = (
        "query($a: String) { liveconvo { subscriptions(first: 1, after: $a, orderBy: [STRIPE_CUSTOMER_ID_DESC,"
        " STRIPE_SUBSCRIPTION_ID_ASC, STRIPE_PRICE_ID_DESC]) { nodes { stripePriceId } pageInfo { endCursor } } } }"
    )
    seen = ""
    cursor = None
    for _ in range(3):
        page = (await client.data(person, query, a=cursor))["liveconvo"]["subscriptions"]
        seen += page["nodes"][0]["stripePriceId"][0]
        cursor = page["pageInfo"]["endCursor"]
    assert seen == "210"


def test_texts_of_any_length_are_no_orderings() -> None:
    for table in TABLES.values():
        unlimited = {column.name.upper() for column in table.columns if isinstance(column.type, sa.Text)}
        orderable = {name.rsplit("_", 1)[0] for name in order_enum(table).__members__}
        assert orderable & unlimited == set()
