"""What can be asked of the plain server."""

from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func
from sqlmodel import col, select

from bench.naive.liveconvo import Session, SessionWindow
from bench.naive.products import Campaign, Trip
from bench.naive.tables import CampaignRow, SessionRow, TripRow


def _newest(row: Any, *conditions: Any, first: int) -> Any:
    return select(row).where(*conditions).order_by(col(row.created_at).desc(), col(row.id).desc()).limit(first)


@strawberry.type
class Query:
    """The root."""

    @strawberry.field
    async def session(self, info: strawberry.Info, user_id: UUID, id: UUID) -> Session | None:
        """One of somebody's conversations."""
        mine = SessionRow.id == id, SessionRow.user_id == user_id, col(SessionRow.deleted_at).is_(None)
        rows = await info.context["reader"].all(select(SessionRow).where(*mine))
        return Session.marshal(rows[0]) if rows else None

    @strawberry.field
    async def sessions(self, info: strawberry.Info, user_id: UUID, first: int = 20) -> list[Session]:
        """A person's conversations, the newest first."""
        mine = SessionRow.user_id == user_id, col(SessionRow.deleted_at).is_(None)
        rows = await info.context["reader"].all(_newest(SessionRow, *mine, first=first))
        return [Session.marshal(row) for row in rows]

    @strawberry.field
    async def session_window(self, info: strawberry.Info, user_id: UUID, first: int = 20) -> SessionWindow:
        """A person's conversations, the newest first, and how many there are in all."""
        mine = SessionRow.user_id == user_id, col(SessionRow.deleted_at).is_(None)
        (total,) = await info.context["reader"].all(select(func.count()).select_from(SessionRow).where(*mine))
        rows = await info.context["reader"].all(_newest(SessionRow, *mine, first=first))
        return SessionWindow(total_count=total, nodes=[Session.marshal(row) for row in rows])

    @strawberry.field
    async def campaigns(self, info: strawberry.Info, user_id: UUID, first: int = 20) -> list[Campaign]:
        """A person's campaigns, the newest first."""
        rows = await info.context["reader"].all(_newest(CampaignRow, CampaignRow.user_id == user_id, first=first))
        return [Campaign.marshal(row) for row in rows]

    @strawberry.field
    async def roadtrip_sessions(self, info: strawberry.Info, user_id: UUID, first: int = 20) -> list[Trip]:
        """A person's roadtrips, the newest first."""
        rows = await info.context["reader"].all(_newest(TripRow, TripRow.user_id == user_id, first=first))
        return [Trip.marshal(row) for row in rows]
