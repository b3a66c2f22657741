"""Answers of the AI: kept by staff, used again while they hold, never by somebody whom they are not about."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from gateway.addresses import Addresses
from gateway.app import Gateway
from tests.gql.lanes import data_in_both
from tests.gql.roadtrip.discoverers import STAFF, discoverer, found_by, refused_about, staff_at_once
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import Rows
from tests.people import SECRET, People, Person, PersonWithoutAccounts
from tests.served import Client, serve

STORE = "roadtripStoreAiResult"
USE = "query($key: String!) { roadtrip { aiResult(cacheKey: $key) { id outputData cacheHits } } }"
HITS = "SELECT array_agg(cache_hits) FROM roadtrip.ai_processing_cache WHERE cache_key = $1"


def answer(**values: object) -> dict[str, Any]:
    """An answer to keep."""
    return {
        "cacheKey": uuid4().hex,
        "processingType": "poi_analysis",
        "inputData": {"place": "mill"},
        "outputData": {"kind": "water mill"},
        **values,
    }


async def with_an_answer(client: Client, rows: Rows) -> tuple[Person, dict[str, Any]]:
    """Somebody, and an answer that is kept about a discovery of theirs."""
    person = await discoverer(rows)
    kept = answer(discoveryId=str(await found_by(rows, person)))
    await wrote(client, STAFF, STORE, **kept)
    return person, kept


async def used(client: Client, person: Person, kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """What both lanes give for the key of an answer, so that it is used twice."""
    found: dict[str, Any] | None = (await data_in_both(client, person, USE, key=kept["cacheKey"]))["roadtrip"][
        "aiResult"
    ]
    return found


async def hits(gateway: Gateway, rows: Rows, kept: Mapping[str, Any]) -> list[int] | None:
    """The hits of the answers under a key, when all uses so far are counted."""
    await gateway.engine.notes.hits.write()
    found: list[int] | None = await rows.value(HITS, kept["cacheKey"])
    return found


async def test_an_answer_is_kept_once_and_every_use_of_it_counted(
    gateway: Gateway, client: Client, rows: Rows
) -> None:
    person = await discoverer(rows)
    kept = answer(discoveryId=str(await found_by(rows, person)))
    row = await wrote(client, STAFF, STORE, **kept)
    assert (row["cacheHits"], row["expiresAt"], row["modelVersion"]) == (0, None, "gemma-3n-v1")
    for asker, times in ((person, 2), (STAFF, 4)):
        found = await used(client, asker, kept)
        assert found is not None
        assert (found["id"], found["outputData"]) == (row["id"], {"kind": "water mill"})
        assert await hits(gateway, rows, kept) == [times]
    assert (await wrote(client, STAFF, STORE, **kept))["cacheHits"] == 4
    other = await wrote(client, STAFF, STORE, **{**kept, "outputData": {"kind": "windmill"}})
    assert (other["id"], other["cacheHits"], other["outputData"]) == (row["id"], 0, {"kind": "windmill"})
    assert await hits(gateway, rows, kept) == [0]


async def test_no_use_is_lost_when_a_process_stops(place: Addresses, client: Client, rows: Rows) -> None:
    person, kept = await with_an_answer(client, rows)
    with serve(place, SECRET) as served:
        async with Client.of(served.url) as there:
            await asyncio.gather(*(used(there, person, kept) for _ in range(10)))
        assert served.terminate() == 0
    assert await rows.value(HITS, kept["cacheKey"]) == [20]


async def test_a_killed_process_takes_at_most_the_uses_of_the_last_second_with_it(
    place: Addresses, client: Client, rows: Rows
) -> None:
    person, kept = await with_an_answer(client, rows)
    with serve(place, SECRET) as served:
        async with Client.of(served.url) as there:
            await used(there, person, kept)
            await asyncio.sleep(1.6)
            await used(there, person, kept)
        served.kill()
    (counted,) = await rows.value(HITS, kept["cacheKey"])
    assert counted in (2, 3, 4)


async def test_an_answer_asked_for_three_times_in_one_document_is_used_three_times(
    gateway: Gateway, client: Client, rows: Rows
) -> None:
    person, kept = await with_an_answer(client, rows)
    one = "aiResult(cacheKey: $key) { id }"
    document = f"query($key: String!) {{ roadtrip {{ a: {one} b: {one} {one} }} }}"
    await data_in_both(client, person, document, key=kept["cacheKey"])
    assert await hits(gateway, rows, kept) == [6]


async def test_twenty_equal_answers_at_once_are_one(client: Client, rows: Rows) -> None:
    kept = answer(lifetimeSeconds=60)
    stored = await staff_at_once(wrote(client, STAFF, STORE, **kept) for _ in range(20))
    assert len({row["id"] for row in stored}) == 1
    assert await rows.value(HITS, kept["cacheKey"]) == [0]


async def test_an_answer_whose_time_is_over_is_not_used_and_makes_room(
    gateway: Gateway, client: Client, rows: Rows
) -> None:
    person = await discoverer(rows)
    kept = answer(discoveryId=str(await found_by(rows, person)), lifetimeSeconds=60)
    row = await wrote(client, STAFF, STORE, **kept)
    assert await used(client, person, kept) is not None
    await rows.worker.execute(
        "UPDATE roadtrip.ai_processing_cache SET expires_at = now(), cache_hits = 7 WHERE cache_key = $1",
        kept["cacheKey"],
    )
    for asker in (person, STAFF):
        assert await used(client, asker, kept) is None
    stranger = await discoverer(rows)
    new = {**kept, "discoveryId": str(await found_by(rows, stranger))}
    again = await wrote(client, STAFF, STORE, **new)
    assert (again["id"], again["cacheHits"]) == (row["id"], 0)
    assert await used(client, person, kept) is None


async def test_an_answer_is_used_by_whom_it_is_about_alone(gateway: Gateway, client: Client, rows: Rows) -> None:
    person, stranger = await discoverer(rows), await discoverer(rows)
    nobody = PersonWithoutAccounts(uuid4(), "nobody@example.com")
    for kept in (answer(discoveryId=str(await found_by(rows, person))), answer(lifetimeSeconds=60)):
        await wrote(client, STAFF, STORE, **kept)
        for asker in (stranger, nobody):
            assert await used(client, asker, kept) is None
        assert await hits(gateway, rows, kept) == [0]
    for asker in (person, STAFF):
        assert await used(client, asker, answer()) is None
        assert await used(client, asker, answer(cacheKey="k" * 300)) is None


async def test_an_answer_about_one_discovery_does_not_replace_one_about_another(
    client: Client, people: People, rows: Rows
) -> None:
    person, stranger = await discoverer(rows), await discoverer(rows)
    kept = answer(discoveryId=str(await found_by(rows, person)))
    await wrote(client, STAFF, STORE, **kept)
    for other in ({"discoveryId": str(await found_by(rows, stranger))}, {"discoveryId": None, "lifetimeSeconds": 9}):
        found = await refused_about(client, people, STAFF, person, STORE, **{**kept, **other})
        assert found == ("CONFLICT", "cacheKey is taken already.")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ({}, "BAD_INPUT", "An answer about no discovery needs lifetimeSeconds."),
        ({"lifetimeSeconds": 0}, "BAD_INPUT", "lifetimeSeconds is 0, but must be 1 to 31536000."),
        ({"lifetimeSeconds": 31_536_001}, "BAD_INPUT", "lifetimeSeconds is 31536001, but must be 1 to 31536000."),
        ({"lifetimeSeconds": 1, "cacheKey": " "}, "BAD_INPUT", "cacheKey cannot be empty."),
        ({"lifetimeSeconds": 1, "processingType": ""}, "BAD_INPUT", "processingType cannot be empty."),
        (
            {"discoveryId": "00000000-0000-0000-0000-000000000001"},
            "NOT_FOUND",
            "discoveryId refers to something that does not exist.",
        ),
    ],
)
async def test_a_bad_answer_is_named(
    client: Client, people: People, rows: Rows, arguments: dict[str, Any], code: str, message: str
) -> None:
    kept = answer(**arguments)
    person = await discoverer(rows)
    assert await refused_about(client, people, STAFF, person, STORE, **kept) == (code, message)
    assert await rows.value(HITS, kept["cacheKey"]) is None


async def test_only_staff_keeps_answers(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    kept = answer(discoveryId=str(await found_by(rows, person)))
    assert await refused(client, people, person, STORE, **kept) == ("FORBIDDEN", "This is not permitted.")
    assert await rows.value(HITS, kept["cacheKey"]) is None
