"""The points of a roadtrip: added, put into order, reached, taken out."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from models.roadtrip import RoadtripWaypoint
from repositories.repository import table_of
from tests.gql.mutations import BY_NAME
from tests.gql.roadtrip.travellers import ended_trip, traveller, trip
from tests.gql.writing import everything, refused, wrote
from tests.people import People, Person
from tests.served import Client

WAYPOINTS = table_of(RoadtripWaypoint)
ADD = BY_NAME["roadtripAddWaypoint"].document
PLACE = {"latitude": 52.5, "longitude": 13.4}
GONE = ("NOT_FOUND", "There is no waypoint with this id.")


async def added(client: Client, person: Person, session: object, *names: str) -> list[str]:
    """The keys of points that were added one after the other."""
    rows = [
        await wrote(client, person, "roadtripAddWaypoint", sessionId=str(session), location=PLACE, name=name)
        for name in names
    ]
    return [row["id"] for row in rows]


async def order(people: People, session: object) -> list[tuple[int, str]]:
    """Positions and names of a roadtrip's points, as the database has them."""
    wanted = sa.select(WAYPOINTS.c.position, WAYPOINTS.c.name).where(WAYPOINTS.c.session_id == UUID(str(session)))
    return [tuple(row) for row in await people.run(wanted.order_by(WAYPOINTS.c.position))]


async def test_points_are_added_to_the_end(client: Client, people: People) -> None:
    person = await traveller(people)
    session = await trip(people, person)
    await added(client, person, session, "Mill", "Lake")
    row = await wrote(client, person, "roadtripAddWaypoint", sessionId=str(session), location=PLACE)
    assert {name: row[name] for name in ("sessionId", "position", "location", "name", "reachedAt")} == {
        "sessionId": str(session),
        "position": 3,
        "location": PLACE,
        "name": None,
        "reachedAt": None,
    }
    assert await order(people, session) == [(1, "Mill"), (2, "Lake"), (3, None)]


async def test_twenty_points_added_at_once_have_twenty_positions(client: Client, people: People) -> None:
    person = await traveller(people)
    session = str(await trip(people, person))
    arguments = {"sessionId": session, "location": PLACE}
    answers = await asyncio.gather(*(client.ask(person, ADD, input=arguments) for _ in range(20)))
    assert [answer.keys() for answer in answers] == [{"data"}] * 20
    assert [position for position, _ in await order(people, session)] == list(range(1, 21))


async def test_a_roadtrip_has_a_hundred_points_at_most(client: Client, people: People) -> None:
    person = await traveller(people)
    session = await trip(people, person)
    for position in range(1, 101):
        await people.insert(RoadtripWaypoint, session_id=session, position=position)
    found = await refused(client, people, person, "roadtripAddWaypoint", sessionId=str(session), location=PLACE)
    assert found == ("CONFLICT", "The roadtrip has 100 waypoints; the limit is 100.")


async def test_points_are_put_into_another_order(client: Client, people: People) -> None:
    person = await traveller(people)
    session = str(await trip(people, person))
    mill, lake, tower = await added(client, person, session, "Mill", "Lake", "Tower")
    keys = [tower, mill, lake]
    row = await wrote(client, person, "roadtripReorderWaypoints", sessionId=session, waypointIds=keys)
    assert row["id"] == session
    assert await order(people, session) == [(1, "Tower"), (2, "Mill"), (3, "Lake")]


async def test_an_order_names_every_point_once(client: Client, people: People) -> None:
    person = await traveller(people)
    session = str(await trip(people, person))
    mill, lake = await added(client, person, session, "Mill", "Lake")
    (other,) = await added(client, person, await trip(people, person), "Elsewhere")
    for keys in ([], [mill], [mill, mill], [mill, lake, lake], [mill, other], [mill, str(uuid4())]):
        found = await refused(client, people, person, "roadtripReorderWaypoints", sessionId=session, waypointIds=keys)
        assert found == ("BAD_INPUT", "waypointIds must name each of the roadtrip's 2 waypoints once.")


async def test_a_point_is_reached_once(client: Client, people: People) -> None:
    person = await traveller(people)
    (mill,) = await added(client, person, await trip(people, person), "Mill")
    document = BY_NAME["roadtripReachWaypoint"].document
    answers = await asyncio.gather(*(client.ask(person, document, input={"waypointId": mill}) for _ in range(20)))
    messages = [error["message"] for answer in answers for error in answer.get("errors", [])]
    assert messages == ["The waypoint was reached already."] * 19
    found = await refused(client, people, person, "roadtripReachWaypoint", waypointId=mill)
    assert found == ("CONFLICT", "The waypoint was reached already.")


async def test_the_time_of_reaching_is_the_databases(client: Client, people: People) -> None:
    person = await traveller(people)
    (mill,) = await added(client, person, await trip(people, person), "Mill")
    row = await wrote(client, person, "roadtripReachWaypoint", waypointId=mill)
    recent = sa.select(
        WAYPOINTS.c.reached_at.between(WAYPOINTS.c.created_at, sa.func.clock_timestamp()).label("recent")
    )
    assert [tuple(r) for r in await people.run(recent.where(WAYPOINTS.c.id == UUID(mill)))] == [(True,)]
    assert row["reachedAt"] is not None


async def test_points_behind_one_that_is_taken_out_move_up(client: Client, people: People) -> None:
    person = await traveller(people)
    session = await trip(people, person)
    _, lake, _ = await added(client, person, session, "Mill", "Lake", "Tower")
    row = await wrote(client, person, "roadtripRemoveWaypoint", waypointId=lake)
    assert row["id"] == str(session)
    assert await order(people, session) == [(1, "Mill"), (2, "Tower")]
    assert await refused(client, people, person, "roadtripRemoveWaypoint", waypointId=lake) == GONE
    await added(client, person, session, "Bridge")
    assert await order(people, session) == [(1, "Mill"), (2, "Tower"), (3, "Bridge")]


async def requests(people: People, session: UUID) -> dict[str, dict[str, Any]]:
    """A request of each kind about a roadtrip with one point."""
    point = str(await people.insert(RoadtripWaypoint, session_id=session, position=1))
    return {
        "roadtripAddWaypoint": {"sessionId": str(session), "location": PLACE},
        "roadtripReorderWaypoints": {"sessionId": str(session), "waypointIds": [point]},
        "roadtripReachWaypoint": {"waypointId": point},
        "roadtripRemoveWaypoint": {"waypointId": point},
    }


@pytest.mark.parametrize("status", ["completed", "cancelled", "expired", "over"])
async def test_the_points_of_a_roadtrip_that_has_ended_stay(client: Client, people: People, status: str) -> None:
    person = await traveller(people)
    session = await ended_trip(people, person, status)
    for name, arguments in (await requests(people, session)).items():
        code, message = await refused(client, people, person, name, **arguments)
        assert code == "CONFLICT"
        assert message.startswith(f"The roadtrip is {'expired' if status == 'over' else status}; ")


async def test_strangers_find_no_points(client: Client, people: People) -> None:
    person, stranger = await traveller(people), await traveller(people)
    sent = await requests(people, await trip(people, person))
    before = await everything(people, person)
    for name, arguments in sent.items():
        code, message = await refused(client, people, stranger, name, **arguments)
        what = "waypoint" if "waypointId" in arguments else "session"
        assert (code, message) == ("NOT_FOUND", f"There is no {what} with this id.")
    assert await everything(people, person) == before
