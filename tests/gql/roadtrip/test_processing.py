"""Answers of the AI: kept by staff, used again while they hold, never by somebody whom they are not about."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.gql.roadtrip.discoverers import STAFF, discoverer, found_by, refused_about, staff_at_once
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import Rows
from tests.people import People
from tests.served import Client

STORE, USE = "roadtripStoreAiResult", "roadtripUseAiResult"
MISSING = ("NOT_FOUND", "There is no answer with this cacheKey that still holds.")
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


async def test_an_answer_is_kept_once_and_every_use_of_it_counted(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    kept = answer(discoveryId=str(await found_by(rows, person)))
    row = await wrote(client, STAFF, STORE, **kept)
    assert (row["cacheHits"], row["expiresAt"], row["modelVersion"]) == (0, None, "gemma-3n-v1")
    used = await wrote(client, person, USE, cacheKey=kept["cacheKey"])
    assert used == {**row, "cacheHits": 1}
    assert (await wrote(client, STAFF, USE, cacheKey=kept["cacheKey"]))["cacheHits"] == 2
    assert (await wrote(client, STAFF, STORE, **kept))["cacheHits"] == 2
    other = await wrote(client, STAFF, STORE, **{**kept, "outputData": {"kind": "windmill"}})
    assert (other["id"], other["cacheHits"], other["outputData"]) == (row["id"], 0, {"kind": "windmill"})
    assert await rows.value(HITS, kept["cacheKey"]) == [0]


async def test_twenty_uses_at_once_are_twenty_hits(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    kept = answer(discoveryId=str(await found_by(rows, person)))
    await wrote(client, STAFF, STORE, **kept)
    used = await asyncio.gather(*(wrote(client, person, USE, cacheKey=kept["cacheKey"]) for _ in range(20)))
    assert sorted(row["cacheHits"] for row in used) == list(range(1, 21))


async def test_twenty_equal_answers_at_once_are_one(client: Client, rows: Rows) -> None:
    kept = answer(lifetimeSeconds=60)
    stored = await staff_at_once(wrote(client, STAFF, STORE, **kept) for _ in range(20))
    assert len({row["id"] for row in stored}) == 1
    assert await rows.value(HITS, kept["cacheKey"]) == [0]


async def test_an_answer_whose_time_is_over_is_not_used_and_makes_room(
    client: Client, people: People, rows: Rows
) -> None:
    person = await discoverer(rows)
    kept = answer(discoveryId=str(await found_by(rows, person)), lifetimeSeconds=60)
    row = await wrote(client, STAFF, STORE, **kept)
    await rows.worker.execute(
        "UPDATE roadtrip.ai_processing_cache SET expires_at = now(), cache_hits = 7 WHERE cache_key = $1",
        kept["cacheKey"],
    )
    for asker in (person, STAFF):
        assert await refused_about(client, people, asker, person, USE, cacheKey=kept["cacheKey"]) == MISSING
    stranger = await discoverer(rows)
    new = {**kept, "discoveryId": str(await found_by(rows, stranger))}
    again = await wrote(client, STAFF, STORE, **new)
    assert (again["id"], again["cacheHits"]) == (row["id"], 0)
    assert await refused(client, people, person, USE, cacheKey=kept["cacheKey"]) == MISSING


async def test_an_answer_is_used_by_whom_it_is_about_alone(client: Client, people: People, rows: Rows) -> None:
    person, stranger = await discoverer(rows), await discoverer(rows)
    about_person = answer(discoveryId=str(await found_by(rows, person)))
    about_nobody = answer(lifetimeSeconds=60)
    for kept in (about_person, about_nobody):
        await wrote(client, STAFF, STORE, **kept)
        assert await refused_about(client, people, stranger, person, USE, cacheKey=kept["cacheKey"]) == MISSING
    assert await refused(client, people, stranger, USE, cacheKey=uuid4().hex) == MISSING
    assert await rows.value(HITS, about_nobody["cacheKey"]) == [0]


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
