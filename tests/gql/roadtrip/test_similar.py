"""Shared discoveries like another one, and found by words and a vector."""

from typing import Any
from uuid import UUID

import pytest

from gql.derivation.objects import DEFAULT_FIRST
from tests.gql.lanes import data_in_both
from tests.gql.roadtrip.discoverers import account_of, discoverer
from tests.models.roadtrip.rows import PRIVATE, SHARED, Rows
from tests.people import Person
from tests.served import Client

SIMILAR = (
    "query($id: UUID!, $first: Int, $after: String) { roadtrip { found: similarPublicDiscoveries(discoveryId: $id,"
    " first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }"
    " edges { unlikeness node { id poiName } } } } }"
)
SEARCHED = (
    "query($words: String!, $vector: [Float!], $filter: RoadtripPublicDiscoveryFilter) { roadtrip { found:"
    " searchPublicDiscoveries(words: $words, vector: $vector, filter: $filter) { totalCount"
    " edges { score node { poiName } } } } }"
)


def towards(*axes: int) -> list[float]:
    """A vector in the middle of some directions."""
    return [1.0 if number in axes else 0.0 for number in range(768)]


async def place(rows: Rows, person: Person, name: str, vector: list[float] | None, model: str = "m") -> UUID:
    """A discovery of somebody's, and what a model makes of it."""
    if await rows.value("SELECT count(*) FROM roadtrip.cities") == 0:
        await rows.insert("cities", id=1, name="Berlin", country_code="DE", location="SRID=4326;POINT(13.4 52.5)")
    made = await rows.discovery(account_of(person), poi_name=name)
    if vector is not None:
        await rows.insert("discovery_embeddings", discovery_id=made, model_version=model, embedding=str(vector))
    return made


async def sharing(rows: Rows) -> Person:
    """Somebody who shares what they find."""
    return await discoverer(rows, privacy_settings=SHARED)


async def found(client: Client, person: Person, query: str, **variables: Any) -> list[tuple[str, float]]:
    """The names of what is found with their numbers, in order."""
    data = await data_in_both(client, person, query, **variables)
    number = "unlikeness" if query is SIMILAR else "score"
    edges = data["roadtrip"]["found"]["edges"]
    # A vector is like everything a little, other tests' places included.
    assert min(data["roadtrip"]["found"]["totalCount"], DEFAULT_FIRST) == len(edges)
    return [(edge["node"]["poiName"], edge[number]) for edge in edges]


async def test_the_most_similar_come_first_and_only_shared_ones_of_the_same_model(client: Client, rows: Rows) -> None:
    person, other = await sharing(rows), await discoverer(rows, privacy_settings=PRIVATE)
    asked = await place(rows, person, "Mill", towards(700))
    await place(rows, person, "Near", towards(700, 701))
    await place(rows, person, "Far", towards(702))
    await place(rows, person, "Same", towards(700))
    await place(rows, other, "Private", towards(700))
    await place(rows, person, "Another model", towards(700), "n")
    await place(rows, person, "Unknown", None)
    listed = await found(client, other, SIMILAR, id=str(asked), first=100)
    here = [(name, number) for name, number in listed if number < 1]
    assert [name for name, _ in here] == ["Same", "Near"]
    assert [number for _, number in here] == pytest.approx([0, 1 - 0.5**0.5], abs=1e-6)
    assert {"Private", "Another model", "Unknown", "Mill"}.isdisjoint(name for name, _ in listed)


async def test_of_a_private_discovery_nothing_is_similar_but_for_its_discoverer(client: Client, rows: Rows) -> None:
    person, other = await sharing(rows), await discoverer(rows, privacy_settings=PRIVATE)
    await place(rows, person, "Lake", towards(710))
    mine = await place(rows, other, "Secret lake", towards(710))
    assert (await found(client, other, SIMILAR, id=str(mine), first=100))[0] == ("Lake", 0.0)
    assert await found(client, person, SIMILAR, id=str(mine), first=100) == []
    unknown = await place(rows, person, "Nothing known", None)
    assert await found(client, person, SIMILAR, id=str(unknown), first=100) == []


async def test_similar_ones_come_page_by_page(client: Client, rows: Rows) -> None:
    person = await sharing(rows)
    asked = await place(rows, person, "Asked", towards(720))
    for number in range(5):
        await place(rows, person, f"Tower {number}", towards(720, *range(721, 721 + number // 2)))
    seen, after = [], None
    for _ in range(2):
        data = await data_in_both(client, person, SIMILAR, id=str(asked), first=2, after=after)
        seen += [edge["node"]["poiName"] for edge in data["roadtrip"]["found"]["edges"]]
        after = data["roadtrip"]["found"]["pageInfo"]["endCursor"]
    assert (sorted(seen[:2]), sorted(seen[2:])) == (["Tower 0", "Tower 1"], ["Tower 2", "Tower 3"])


async def test_words_find_names_and_a_vector_what_is_meant(client: Client, rows: Rows) -> None:
    person, other = await sharing(rows), await discoverer(rows, privacy_settings=PRIVATE)
    await place(rows, person, "Zwiebelturm Alt", towards(730))
    await place(rows, person, "Zwiebelturm", None)
    await place(rows, person, "Kirche mit Haube", towards(730, 731))
    await place(rows, other, "Zwiebelturm privat", towards(730))
    assert sorted(await found(client, other, SEARCHED, words="zwiebelturm")) == [
        ("Zwiebelturm", 1 / 61),
        ("Zwiebelturm Alt", 1 / 62),
    ]
    both = await found(client, other, SEARCHED, words="Zwiebelturm", vector=towards(730))
    assert both[:3] == [("Zwiebelturm Alt", 1 / 62 + 1 / 61), ("Zwiebelturm", 1 / 61), ("Kirche mit Haube", 1 / 62)]
    only = {"poiName": {"startsWith": "Kirche"}}
    assert await found(client, other, SEARCHED, words="Zwiebelturm", vector=towards(730), filter=only) == both[2:3]
    assert await found(client, other, SEARCHED, words="zwiebelturm -alt") == [("Zwiebelturm", 1 / 61)]


@pytest.mark.parametrize(("first", "beyond"), [("0059e602", "0059e603"), ("1c71c71b", "1c71c71c")])
async def test_of_a_word_that_many_names_have_the_smallest_part_with_enough_is_looked_at(
    client: Client, rows: Rows, first: str, beyond: str
) -> None:
    person, word = await sharing(rows), f"inselchen{first}"
    await place(rows, person, "Anything", None)

    async def add(number: int, start: str, name: str) -> None:
        values = "($1::text || '-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid"
        await rows.worker.execute(
            "INSERT INTO roadtrip.discoveries (id, user_id, poi_name, location, category_id)"
            f" SELECT {values}, d.user_id, $2, d.location, d.category_id"
            " FROM roadtrip.discoveries AS d, generate_series(1, $3) AS n WHERE d.user_id = $4 AND d.poi_name = $5",
            start,
            name,
            number,
            account_of(person),
            "Anything",
        )

    await add(199, first, f"{word} im langen See")
    await add(1, beyond, word)
    few = await found(client, person, SEARCHED, words=word)
    assert few[0] == (word, 1 / 61)
    await add(1, f"{first[:-1]}1", f"{word} im See")
    many = await found(client, person, SEARCHED, words=word)
    assert many[:2] == [(f"{word} im See", 1 / 61), (f"{word} im langen See", 1 / 62)]
    assert word not in {name for name, _ in many}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"words": "  "}, "words has 2 characters, but must have 1 to 200 and not only blanks."),
        ({"words": "x" * 201}, "words has 201 characters, but must have 1 to 200 and not only blanks."),
        ({"words": "x", "vector": [1.0]}, "vector has 1 numbers, but must have 768."),
        ({"words": "x", "vector": [0.0] * 768}, "vector has no direction: its numbers are all 0."),
        ({"words": "x", "vector": [1e19] * 768}, "The numbers of vector are -1e18 to 1e18."),
    ],
)
async def test_what_cannot_be_searched_for_is_refused(
    client: Client, rows: Rows, sent: dict[str, Any], message: str
) -> None:
    (error,) = (await client.ask(await sharing(rows), SEARCHED, **sent))["errors"]
    assert (error["message"], error["extensions"]["code"]) == (message, "BAD_INPUT")
