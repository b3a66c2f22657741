"""The points of a roadtrip: added, put into order, reached, taken out."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa

from models.roadtrip import RoadtripWaypoint
from repositories.errors import BadInputError, ConflictError
from repositories.repository import Repository, table_of
from repositories.roadtrip.session import SessionRepository
from repositories.row import Row

MAX_WAYPOINTS = 100


class WaypointRepository(Repository):
    """What can happen to a point of a running roadtrip."""

    table = table_of(RoadtripWaypoint)

    async def add(self, session: UUID, values: Mapping[str, object]) -> Row:
        """Add a point to the end; ConflictError beyond MAX_WAYPOINTS."""
        await SessionRepository(self.transaction).get_running(session, "a waypoint")
        points = await self._points(session)
        if len(points) >= MAX_WAYPOINTS:
            raise ConflictError(f"The roadtrip has {len(points)} waypoints; the limit is {MAX_WAYPOINTS}.")
        return await self.insert({**values, "session_id": session, "position": len(points) + 1})

    async def reorder(self, session: UUID, keys: Sequence[UUID]) -> Row:
        """Put the points into the order of these keys, which are all that there are; returns the roadtrip."""
        row = await SessionRepository(self.transaction).get_running(session, "an order of waypoints")
        points = await self._points(session)
        if len(keys) != len(points) or set(keys) != set(points):
            raise BadInputError(f"waypointIds must name each of the roadtrip's {len(points)} waypoints once.")
        await self._number(keys)
        return row

    async def reach(self, key: UUID) -> Row:
        """Note that a point was reached, now; ConflictError where it was before."""
        row = await self._running(key, "reaching a waypoint")
        if row["reached_at"] is not None:
            raise ConflictError("The waypoint was reached already.")
        return await self.update(key, {"reached_at": sa.func.clock_timestamp()})

    async def remove(self, key: UUID) -> Row:
        """Take a point out; those behind it move up. Returns the roadtrip."""
        session = (await self._running(key, "taking out a waypoint"))["session_id"]
        await self.delete(key)
        await self._number(await self._points(session))
        return await SessionRepository(self.transaction).get(session)

    async def _running(self, key: UUID, purpose: str) -> Row:
        """The point, after its roadtrip was locked: whatever waits for that sees it as it is then."""
        session = (await self.get(key))["session_id"]
        await SessionRepository(self.transaction).get_running(session, purpose)
        return await self.get(key)

    async def _points(self, session: UUID) -> list[UUID]:
        mine = sa.select(self.table.c.id).where(self.table.c.session_id == session).order_by(self.table.c.position)
        return [row["id"] for row in await self.transaction.fetch(mine)]

    async def _number(self, keys: Sequence[UUID]) -> None:
        """Give the points the positions 1, 2, 3… in one statement."""
        given = sa.bindparam(None, list(keys), sa.ARRAY(sa.Uuid()), unique=True)
        order = sa.func.unnest(given).table_valued(sa.column("id", sa.Uuid()), with_ordinality="position")
        order = order.render_derived(name="wanted")
        changed = sa.update(self.table).where(self.table.c.id == order.c.id)
        await self.transaction.execute(changed.values(position=sa.cast(order.c.position, sa.Integer())))
