"""Places: coordinates to the last digit, under any names, wherever there is a place; and whether there is one."""

import json
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa

from models.catalog import TABLES
from repositories.geography import GeoPoint
from tests.contract.rows import Owner, RowMaker
from tests.gql.lanes import data_in_both, texts_in_both
from tests.people import People, Person
from tests.served import Client

SESSIONS, WAYPOINTS = TABLES["roadtrip.roadtrip_sessions"], TABLES["roadtrip.roadtrip_waypoints"]
VOICE, DISCOVERIES = TABLES["roadtrip.voice_interactions"], TABLES["roadtrip.discoveries"]
SAID = "query($id: UUID!) { roadtrip { voiceInteraction(id: $id) { locationContext { latitude longitude } } } }"
BERLIN, LISBON = GeoPoint(52.52437, 13.41053), GeoPoint(38.72509, -9.1498)
COUNT = "query($f: RoadtripVoiceInteractionFilter) { roadtrip { voiceInteractions(filter: $f) { totalCount } } }"


@pytest.fixture(scope="module")
async def owner(maker: RowMaker) -> Owner:
    """Somebody with a roadtrip from Berlin to no place in particular, and nothing said on it yet."""
    made = await maker.owner()
    await maker.add(made, SESSIONS, origin_location=BERLIN, destination_location=None)
    return made


@pytest.fixture(scope="module")
async def person(owner: Owner) -> Person:
    """The owner, as clients are."""
    return Person.of(owner)


def written(place: GeoPoint) -> dict[str, float]:
    """A place as clients read it."""
    return {"latitude": place.latitude, "longitude": place.longitude}


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (0.0, 0.0),
        (90.0, 0.0),
        (-90.0, 0.0),
        (0.0, 180.0),
        (0.0, -180.0),
        (90.0, 180.0),
        (-90.0, -180.0),
        (-0.0, -0.0),
        (52.524370123456789, 13.410530987654321),
        (0.1 + 0.2, -(0.1 + 0.2)),
        (89.99999999999999, -179.99999999999997),
        (5e-324, -5e-324),
        (1e-7, 1.5e-10),
    ],
)
async def test_coordinates_are_right_to_the_last_digit(
    client: Client, maker: RowMaker, owner: Owner, person: Person, latitude: float, longitude: float
) -> None:
    row = await maker.add(owner, VOICE, location_context=GeoPoint(latitude, longitude))
    for text in await texts_in_both(client, person, SAID, id=str(row["id"])):
        # 90 and 90.0 are one number in JSON, but not in Python.
        read = json.loads(text, parse_int=float)["data"]["roadtrip"]["voiceInteraction"]["locationContext"]
        assert repr(read) == repr({"latitude": latitude, "longitude": longitude})


async def test_no_place_is_null(client: Client, maker: RowMaker, owner: Owner, person: Person) -> None:
    row = await maker.add(owner, VOICE, location_context=None)
    for text in await texts_in_both(client, person, SAID, id=str(row["id"])):
        assert text == b'{"data":{"roadtrip":{"voiceInteraction":{"locationContext":null}}}}'


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ("p: originLocation { latitude }", '{"p":{"latitude":52.52437}}'),
        ("originLocation { longitude }", '{"originLocation":{"longitude":13.41053}}'),
        (
            "originLocation { east: longitude __typename north: latitude kind: __typename }",
            '{"originLocation":{"east":13.41053,"__typename":"GeoPoint","north":52.52437,"kind":"GeoPoint"}}',
        ),
        (
            "originLocation { latitude } originLocation { longitude latitude }",
            '{"originLocation":{"latitude":52.52437,"longitude":13.41053}}',
        ),
        (
            "a: originLocation { latitude } b: originLocation { latitude longitude }",
            '{"a":{"latitude":52.52437},"b":{"latitude":52.52437,"longitude":13.41053}}',
        ),
        ("destinationLocation { __typename }", '{"destinationLocation":null}'),
        ("originLocation { __typename }", '{"originLocation":{"__typename":"GeoPoint"}}'),
        ("originLocation { ...P }", '{"originLocation":{"longitude":13.41053,"latitude":52.52437}}'),
        ("originLocation { ... on GeoPoint { latitude } }", '{"originLocation":{"latitude":52.52437}}'),
        (
            "originLocation { latitude @skip(if: true) longitude @include(if: true) }",
            '{"originLocation":{"longitude":13.41053}}',
        ),
        ("originLocation { latitude @include(if: false) }", '{"originLocation":{}}'),
        ("status originLocation { latitude } nothing: destinationLocation { latitude }", None),
    ],
)
async def test_of_a_place_the_client_gets_what_it_selects_under_the_names_it_gives(
    client: Client, owner: Owner, person: Person, selection: str, expected: str | None
) -> None:
    fragment = " fragment P on GeoPoint { longitude latitude }" if "...P" in selection else ""
    query = f"query($id: UUID!) {{ roadtrip {{ session(id: $id) {{ {selection} }} }} }}{fragment}"
    expected = expected or '{"status":"ACTIVE","originLocation":{"latitude":52.52437},"nothing":null}'
    for text in await texts_in_both(client, person, query, id=str(owner.rows[SESSIONS.fullname]["id"])):
        assert text.decode() == f'{{"data":{{"roadtrip":{{"session":{expected}}}}}}}'


async def test_a_place_has_fields_to_select(client: Client, person: Person) -> None:
    answer = await client.ask(person, "{ roadtrip { roadtripSessions { nodes { originLocation } } } }")
    assert answer["errors"][0]["message"] == (
        "Field 'originLocation' of type 'GeoPoint' must have a selection of subfields."
        " Did you mean 'originLocation { ... }'?"
    )


async def test_places_come_in_lists_and_along_relations(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    session = await maker.add(owner, SESSIONS, origin_location=None, destination_location=LISBON)
    for number, place in enumerate((BERLIN, GeoPoint(-90, 180), LISBON), 1):
        await maker.add(owner, WAYPOINTS, position=number, location=place)
    await maker.ancestors(owner, DISCOVERIES)
    await maker.add(owner, DISCOVERIES, location=LISBON)
    query = (
        "{ roadtrip { roadtripSessions { edges { node { id originLocation { latitude }"
        " destinationLocation { latitude longitude }"
        " roadtripWaypoints { nodes { position location { longitude latitude } session { destinationLocation"
        " { longitude } } } } discoveries { nodes { location { latitude longitude } } } } } }"
        " roadtripWaypoints(orderBy: POSITION_DESC, first: 1) { nodes { location { latitude longitude } } } } }"
    )
    data = await data_in_both(client, Person.of(owner), query)
    ((row,), (last,)) = data["roadtrip"]["roadtripSessions"]["edges"], data["roadtrip"]["roadtripWaypoints"]["nodes"]
    back = {"session": {"destinationLocation": {"longitude": -9.1498}}}
    waypoints = [
        {"position": number, "location": {"longitude": place.longitude, "latitude": place.latitude}, **back}
        for number, place in enumerate((BERLIN, GeoPoint(-90.0, 180.0), LISBON), 1)
    ]
    assert row["node"] == {
        "id": str(session["id"]),
        "originLocation": None,
        "destinationLocation": written(LISBON),
        "roadtripWaypoints": {"nodes": waypoints},
        "discoveries": {"nodes": [{"location": written(LISBON)}]},
    }
    assert last == {"location": written(LISBON)}


async def test_a_filter_asks_whether_there_is_a_place(client: Client, maker: RowMaker) -> None:
    owner = await maker.owner()
    await maker.ancestors(owner, VOICE)
    for place in (BERLIN, None, LISBON):
        await maker.add(owner, VOICE, location_context=place)

    async def total(condition: dict[str, Any]) -> int:
        data = await data_in_both(client, Person.of(owner), COUNT, f=condition)
        number: int = data["roadtrip"]["voiceInteractions"]["totalCount"]
        return number

    assert await total({"locationContext": {"isNull": True}}) == 1
    assert await total({"locationContext": {"isNull": False}}) == 2
    assert await total({"not": {"locationContext": {"isNull": False}}}) == 1
    assert await total({"session": {"destinationLocation": {"isNull": True}}}) == 0
    assert await total({"locationContext": {}}) == 3


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            {"locationContext": {"isNull": None}},
            "locationContext.isNull: null is no value; use isNull, or leave it out.",
        ),
        ({"locationContext": None}, "locationContext: null is no condition; use isNull, or leave it out."),
        ({"locationContext": {"eq": {"latitude": 1, "longitude": 1}}}, "not to include unknown field 'eq'"),
        ({"locationContext": {"isNull": "x"}}, "Boolean cannot represent a non boolean value"),
    ],
)
async def test_nothing_else_is_asked_of_a_place(
    client: Client, person: Person, condition: object, message: str
) -> None:
    answer = await client.ask(person, COUNT, f=condition)
    assert message in answer["errors"][0]["message"]
    assert answer["errors"][0]["extensions"] == {"code": "BAD_INPUT"}


async def test_lists_are_not_ordered_by_places(client: Client, person: Person) -> None:
    answer = await client.ask(person, '{ __type(name: "RoadtripSessionOrder") { enumValues { name } } }')
    names = {value["name"] for value in answer["data"]["__type"]["enumValues"]}
    assert "CREATED_AT_ASC" in names
    assert not {name for name in names if "LOCATION" in name}


async def test_the_exact_place_of_a_discovery_is_its_discoverers(
    client: Client, maker: RowMaker, people: People
) -> None:
    owner = await maker.owner()
    await maker.ancestors(owner, DISCOVERIES)
    # Where no test makes a city, which would be no other place than this one.
    exact = GeoPoint(52.1234567, 13.7654321)
    await maker.add(owner, DISCOVERIES, location=exact)
    shared = await maker.add(owner, TABLES["roadtrip.public_discoveries"])
    query = (
        "query($id: UUID!) { roadtrip { discovery(id: $id) { location { latitude longitude } locationPublic"
        " { latitude longitude } } publicDiscovery(id: $id) { locationPublic { latitude longitude } } } }"
    )
    public = {"locationPublic": written(shared["location_public"])}
    mine = await data_in_both(client, Person.of(owner), query, id=str(shared["id"]))
    assert mine["roadtrip"] == {"discovery": {"location": written(exact), **public}, "publicDiscovery": public}
    theirs = await data_in_both(client, await people.person_everywhere(), query, id=str(shared["id"]))
    assert theirs["roadtrip"] == {"discovery": None, "publicDiscovery": public}
    assert exact != shared["location_public"]


@pytest.mark.parametrize(
    ("written_as", "reason"),
    [
        ("'POINT EMPTY'", "ck_voice_interactions_location_context_place"),
        ("ST_MakePoint('NaN', 5)", "ck_voice_interactions_location_context_place"),
        ("ST_MakePoint(5, 'NaN')", "ck_voice_interactions_location_context_place"),
        ("ST_MakePoint('Infinity', 5)", "ck_voice_interactions_location_context_place"),
        ("ST_MakePoint(5, '-Infinity')", "ck_voice_interactions_location_context_place"),
        ("'POINT Z (1 2 3)'", "Geometry has Z dimension but column does not"),
        ("'LINESTRING(1 2, 3 4)'", "Geometry type (LineString) does not match column type (Point)"),
        ("'SRID=3857;POINT(1 2)'", "Only lon/lat coordinate systems are supported in geography."),
    ],
)
async def test_the_database_keeps_points_on_the_earth_only(
    maker: RowMaker, owner: Owner, written_as: str, reason: str
) -> None:
    row = await maker.add(owner, VOICE, location_context=BERLIN)
    change = sa.update(VOICE).where(VOICE.c.id == row["id"])
    with pytest.raises(asyncpg.PostgresError) as caught:
        await maker.run(change.values(location_context=sa.text(f"{written_as}::geography")))
    assert reason in (caught.value.constraint_name or str(caught.value))
    assert (await maker.find(VOICE, {"id": row["id"]}))[0]["location_context"] == BERLIN
