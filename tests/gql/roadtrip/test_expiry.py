"""A roadtrip has expired for every reader from its first moment on, whether the worker has come by or not (RT-30)."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest

from gateway.addresses import Addresses
from models.roadtrip import RoadtripWaypoint
from tests.clock import standing_at
from tests.gql.lanes import data_in_both
from tests.gql.roadtrip.travellers import ended_trip, stored, traveller, trip
from tests.gql.writing import refused
from tests.people import People, Person
from tests.served import Client

END = dt.datetime(2040, 6, 1, 12, tzinfo=dt.UTC)
MOMENT = dt.timedelta(microseconds=1)
PAGE = (
    "query($filter: RoadtripSessionFilter, $order: [RoadtripSessionOrder!], $first: Int, $after: String) { roadtrip {"
    " roadtripSessions(filter: $filter, orderBy: $order, first: $first, after: $after)"
    " { totalCount nodes { id status activationCode } pageInfo { endCursor } } } }"
)
GROUPS = (
    "query($filter: RoadtripSessionFilter) { roadtrip { roadtripSessions(filter: $filter)"
    " { aggregates { count } groups(by: { column: STATUS }) { key { status } count } } } }"
)
FROM_A_USER = (
    "query($id: UUID!, $filter: RoadtripSessionFilter, $users: RoadtripUserFilter) { roadtrip {"
    " user(id: $id) { roadtripSessions(filter: $filter) { totalCount nodes { id status } } }"
    " users(filter: $users) { totalCount } } }"
)
ONE = (
    "query($id: UUID!, $node: ID!) { roadtrip { session(id: $id)"
    " { status activationCode roadtripWaypoints { nodes { session { status } } } } }"
    " node(nodeId: $node) { ... on RoadtripSession { status activationCode } } }"
)


@dataclass(frozen=True)
class Trips:
    """Somebody's roadtrips: one that ends at END, one that lasts longer, one that was cancelled."""

    person: Person
    ending: UUID
    lasting: UUID
    cancelled: UUID


@pytest.fixture
async def trips(people: People) -> Trips:
    person = await traveller(people)
    ending = await trip(people, person, expires_at=END)
    lasting = await trip(people, person, expires_at=END + dt.timedelta(days=1))
    await people.insert(RoadtripWaypoint, session_id=ending, position=1)
    return Trips(person, ending, lasting, await ended_trip(people, person, "cancelled"))


async def page(client: Client, trips: Trips, **variables: Any) -> Any:
    """A page of the person's roadtrips, the same in both lanes."""
    return (await data_in_both(client, trips.person, PAGE, **variables))["roadtrip"]["roadtripSessions"]


def being(status: str, operator: str = "eq") -> dict[str, Any]:
    """A filter on status."""
    return {"status": {operator: [status] if operator == "in" else status}}


async def test_the_field_says_expired_from_the_first_moment_and_shows_no_code(
    client: Client, people: People, place: Addresses, trips: Trips
) -> None:
    code = (await stored(people, trips.ending))["activation_code"]
    node = (await client.data(trips.person, "{ roadtrip { roadtripSessions { nodes { id nodeId } } } }"))["roadtrip"]
    (node_id,) = (n["nodeId"] for n in node["roadtripSessions"]["nodes"] if n["id"] == str(trips.ending))
    for moment, status, shown in ((END - MOMENT, "ACTIVE", code), (END, "EXPIRED", None)):
        async with standing_at(place, moment):
            data = await data_in_both(client, trips.person, ONE, id=str(trips.ending), node=node_id)
        assert data["node"] == {"status": status, "activationCode": shown}
        assert data["roadtrip"]["session"] == {
            "status": status,
            "activationCode": shown,
            "roadtripWaypoints": {"nodes": [{"session": {"status": status}}]},
        }
    kept = await stored(people, trips.ending)
    assert (kept["status"], kept["activation_code"]) == ("active", code)


@pytest.mark.parametrize("operator", ["eq", "in"])
async def test_a_filter_finds_what_has_expired_and_no_more_what_was_active(
    client: Client, place: Addresses, trips: Trips, operator: str
) -> None:
    for moment, active, expired in (
        (END - MOMENT, {trips.ending, trips.lasting}, set[UUID]()),
        (END, {trips.lasting}, {trips.ending}),
    ):
        async with standing_at(place, moment):
            for status, expected in (("ACTIVE", active), ("EXPIRED", expired)):
                found = await page(client, trips, filter=being(status, operator))
                assert {UUID(row["id"]) for row in found["nodes"]} == expected
                assert {row["status"] for row in found["nodes"]} <= {status}
                assert found["totalCount"] == len(expected)
            found = await page(client, trips, filter=being("ACTIVE", "ne"))
            assert {UUID(row["id"]) for row in found["nodes"]} == {trips.cancelled} | expired


async def test_a_code_that_is_over_is_found_by_no_filter(
    client: Client, people: People, place: Addresses, trips: Trips
) -> None:
    code = (await stored(people, trips.ending))["activation_code"]
    for moment, count in ((END - MOMENT, 1), (END, 0)):
        async with standing_at(place, moment):
            assert (await page(client, trips, filter={"activationCode": {"eq": code}}))["totalCount"] == count


async def test_an_order_by_status_and_its_cursors_go_by_what_is_shown(
    client: Client, place: Addresses, trips: Trips
) -> None:
    async with standing_at(place, END):
        first = await page(client, trips, order=["STATUS_DESC"], first=1)
        rest = await page(client, trips, order=["STATUS_DESC"], after=first["pageInfo"]["endCursor"])
    shown = [(UUID(row["id"]), row["status"]) for row in first["nodes"] + rest["nodes"]]
    assert shown == [(trips.ending, "EXPIRED"), (trips.cancelled, "CANCELLED"), (trips.lasting, "ACTIVE")]


async def test_groups_and_counts_go_by_what_is_shown(client: Client, place: Addresses, trips: Trips) -> None:
    for moment, groups, active in (
        (END - MOMENT, {"ACTIVE": 2, "CANCELLED": 1}, 2),
        (END, {"ACTIVE": 1, "CANCELLED": 1, "EXPIRED": 1}, 1),
    ):
        async with standing_at(place, moment):
            data = await data_in_both(client, trips.person, GROUPS)
            found = data["roadtrip"]["roadtripSessions"]["groups"]
            assert {group["key"]["status"]: group["count"] for group in found} == groups
            data = await data_in_both(client, trips.person, GROUPS, filter=being("ACTIVE"))
            assert data["roadtrip"]["roadtripSessions"]["aggregates"] == {"count": active}


async def test_conditions_along_a_relation_go_by_what_is_shown(
    client: Client, place: Addresses, trips: Trips
) -> None:
    users = {"roadtripSessions": {"some": being("EXPIRED")}}
    asked = {"id": str(trips.person.id), "filter": being("EXPIRED"), "users": users}
    for moment, expected in ((END - MOMENT, []), (END, [{"id": str(trips.ending), "status": "EXPIRED"}])):
        async with standing_at(place, moment):
            found = (await data_in_both(client, trips.person, FROM_A_USER, **asked))["roadtrip"]
        assert found["user"]["roadtripSessions"] == {"totalCount": len(expected), "nodes": expected}
        assert found["users"] == {"totalCount": len(expected)}


async def test_staff_read_the_same(client: Client, place: Addresses, trips: Trips) -> None:
    staff = replace(trips, person=replace(trips.person, roles=("admin",)))
    for moment, status in ((END - MOMENT, "ACTIVE"), (END, "EXPIRED")):
        async with standing_at(place, moment):
            found = await page(client, staff, filter={"id": {"eq": str(trips.ending)}})
        assert [row["status"] for row in found["nodes"]] == [status]


@pytest.mark.parametrize("step", ["CompleteRoadtrip", "CancelRoadtrip", "RenewActivationCode"])
async def test_what_is_shown_as_expired_can_neither_end_again_nor_have_a_code(
    client: Client, people: People, place: Addresses, trips: Trips, step: str
) -> None:
    async with standing_at(place, END):
        code, message = await refused(client, people, trips.person, f"roadtrip{step}", sessionId=str(trips.ending))
    assert (code, message.partition(";")[0]) == ("CONFLICT", "The roadtrip is expired")
