"""Mutations on the points of a roadtrip."""

from uuid import UUID

import strawberry

from gql.derivation.scalars import GeoPointInput
from gql.inputs import extra, input_for
from gql.roadtrip.point import values_with_points
from gql.writes import write
from models.roadtrip import RoadtripSession, RoadtripWaypoint
from repositories.database import WriteTransaction
from repositories.roadtrip.waypoint import MAX_WAYPOINTS, WaypointRepository
from repositories.row import Row


@input_for(RoadtripWaypoint, "A point to add to the end of a roadtrip.")
class RoadtripAddWaypointInput:
    """What `roadtripAddWaypoint` takes."""

    session_id: UUID = extra(f"The roadtrip, which must be running and has at most {MAX_WAYPOINTS} waypoints.")
    location: GeoPointInput
    name: str | None


@strawberry.input(description="An order of the points of a roadtrip.")
class RoadtripReorderWaypointsInput:
    """What `roadtripReorderWaypoints` takes."""

    session_id: UUID = strawberry.field(description="The roadtrip, which must be running.")
    waypoint_ids: list[UUID] = strawberry.field(description="All of its waypoints, in the order they are to have.")


@strawberry.input(description="One point of a roadtrip.")
class RoadtripWaypointInput:
    """What the mutations take that only need to know which point."""

    waypoint_id: UUID = strawberry.field(description="The waypoint; its roadtrip must be running.")


@write(RoadtripWaypoint)
async def roadtrip_add_waypoint(transaction: WriteTransaction, input: RoadtripAddWaypointInput) -> Row:
    """Add a point to the end of a running roadtrip."""
    values = {name: value for name, value in values_with_points(input).items() if name != "session_id"}
    return await WaypointRepository(transaction).add(input.session_id, values)


@write(RoadtripSession)
async def roadtrip_reorder_waypoints(transaction: WriteTransaction, input: RoadtripReorderWaypointsInput) -> Row:
    """Put the points of a running roadtrip into another order."""
    return await WaypointRepository(transaction).reorder(input.session_id, input.waypoint_ids)


@write(RoadtripWaypoint)
async def roadtrip_reach_waypoint(transaction: WriteTransaction, input: RoadtripWaypointInput) -> Row:
    """Note that a point was reached, now; once."""
    return await WaypointRepository(transaction).reach(input.waypoint_id)


@write(RoadtripSession)
async def roadtrip_remove_waypoint(transaction: WriteTransaction, input: RoadtripWaypointInput) -> Row:
    """Take a point out of a running roadtrip; those behind it move up."""
    return await WaypointRepository(transaction).remove(input.waypoint_id)


MUTATIONS = (roadtrip_add_waypoint, roadtrip_reorder_waypoints, roadtrip_reach_waypoint, roadtrip_remove_waypoint)
