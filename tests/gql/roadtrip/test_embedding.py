"""Embeddings: kept by staff, one for each model, and found by through the graph alone."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.gql.lanes import data_in_both
from tests.gql.roadtrip.discoverers import STAFF, discoverer, found_by, refused_about
from tests.gql.roadtrip.test_similar import SIMILAR, towards
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import SHARED, Rows
from tests.people import People, Person
from tests.served import Client

STORE = "roadtripStoreEmbedding"
KEPT = "SELECT model_version, embedding::text FROM roadtrip.discovery_embeddings WHERE discovery_id = $1 ORDER BY 1"


def embedding(discovery: object, *axes: int, **values: object) -> dict[str, Any]:
    """What a model makes of a discovery."""
    return {"discoveryId": str(discovery), "modelVersion": "embedding", "embedding": towards(*axes), **values}


async def shared_place(rows: Rows, person: Person) -> UUID:
    """A place that somebody shares, in a city."""
    if await rows.value("SELECT count(*) FROM roadtrip.cities") == 0:
        await rows.insert("cities", id=1, name="Berlin", country_code="DE", location="SRID=4326;POINT(13.4 52.5)")
    return await found_by(rows, person)


async def test_what_staff_embedded_is_found_among_what_is_alike(client: Client, rows: Rows) -> None:
    person, stranger = await discoverer(rows, privacy_settings=SHARED), await discoverer(rows)
    model = uuid4().hex
    asked, near, far = [await shared_place(rows, person) for _ in range(3)]
    for place, axes in ((asked, (740,)), (near, (740, 741)), (far, (742,))):
        row = await wrote(client, STAFF, STORE, **embedding(place, *axes, modelVersion=model))
        assert row["id"] == str(place)
    data = await data_in_both(client, stranger, SIMILAR, id=str(asked), first=10)
    edges = data["roadtrip"]["found"]["edges"]
    assert [edge["node"]["id"] for edge in edges] == [str(near), str(far)]
    assert [edge["unlikeness"] for edge in edges] == pytest.approx([1 - 0.5**0.5, 1], abs=1e-6)


async def test_a_model_has_one_embedding_of_a_discovery_the_newest(client: Client, rows: Rows) -> None:
    discovery = await found_by(rows, await discoverer(rows))
    for axis, model in ((1, "a"), (2, "b"), (3, "a")):
        await wrote(client, STAFF, STORE, **embedding(discovery, axis, modelVersion=model))
    kept = [tuple(row) for row in await rows.worker.fetch(KEPT, discovery)]
    written = {axis: f"[{','.join('1' if number == axis else '0' for number in range(768))}]" for axis in (2, 3)}
    assert kept == [("a", written[3]), ("b", written[2])]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"embedding": [1.0] * 767}, "embedding has 767 numbers, but must have 768."),
        ({"embedding": [1.0] * 769}, "embedding has 769 numbers, but must have 768."),
        ({"embedding": []}, "embedding has 0 numbers, but must have 768."),
        ({"embedding": [0.0] * 768}, "embedding has no direction: its numbers are all 0."),
        ({"embedding": [1e19] * 768}, "The numbers of embedding are -1e18 to 1e18."),
        ({"modelVersion": "x" * 51}, "modelVersion has 51 characters; the limit is 50."),
        ({"modelVersion": ""}, "modelVersion cannot be empty."),
    ],
)
async def test_a_bad_embedding_is_refused_with_the_number_that_it_must_have(
    client: Client, people: People, rows: Rows, values: dict[str, object], message: str
) -> None:
    person = await discoverer(rows)
    sent = embedding(await found_by(rows, person), 1, **values)
    assert await refused_about(client, people, STAFF, person, STORE, **sent) == ("BAD_INPUT", message)


async def test_an_embedding_is_of_a_discovery_and_kept_by_staff_alone(
    client: Client, people: People, rows: Rows
) -> None:
    person = await discoverer(rows)
    found = await refused_about(client, people, STAFF, person, STORE, **embedding(uuid4(), 1))
    assert found == ("NOT_FOUND", "There is no discovery with this id.")
    found = await refused(client, people, person, STORE, **embedding(await found_by(rows, person), 1))
    assert found == ("FORBIDDEN", "This is not permitted.")
