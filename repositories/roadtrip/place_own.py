"""One's own discoveries by where they exactly are: a person's rows are read by their index, then measured."""

import sqlalchemy as sa
from sqlalchemy import FromClause

from models.roadtrip import Discovery
from repositories.listing import Listing
from repositories.named import NamedQuery, Values
from repositories.order import default_order
from repositories.repository import table_of
from repositories.roadtrip.area import Area
from repositories.visible import readable, visible

DISCOVERIES = table_of(Discovery)


def own(area: Area) -> NamedQuery:
    """The question which of one's own discoveries lie in an area."""

    def rows(values: Values, listing: Listing | None) -> FromClause:
        return area.located(_own(), values).subquery("found")

    first = area.first or "The latest come first."
    description = f"The caller's own discoveries {area.description}, by where they exactly are. {first} {area.note}"
    order = area.order or default_order(DISCOVERIES)
    return NamedQuery(
        f"my_discoveries_{area.name}", DISCOVERIES, description.strip(), area.arguments, order, rows, area.measures
    )


def _own() -> FromClause:
    """Staff, who see everybody's rows, have own ones, too."""
    discoveries = visible(DISCOVERIES)
    columns = (discoveries.c[name] for name in readable(DISCOVERIES))
    account = sa.select(sa.func.roadtrip.account(type_=sa.Uuid())).scalar_subquery()
    return sa.select(*columns).where(discoveries.c.user_id == account).subquery("own")
