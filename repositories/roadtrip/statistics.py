"""Anonymous statistics: numbers of groups of people; the database tells none of a group that is too small (RT-70)."""

from typing import Any

import sqlalchemy as sa

from repositories.database import ReadTransaction

SMALLEST_GROUP = 5
"""The database's own bound: whoever asks for smaller groups gets these."""
ROADTRIPS = ("month", "roadtrips", "travellers", "discoveries")
DISCOVERIES = ("category", "discoveries", "new_discoveries", "discoverers")


async def roadtrips_by_month(transaction: ReadTransaction, first: int, smallest_group: int) -> list[Any]:
    """The last months in UTC in which enough people started roadtrips, the latest first."""
    return await _told(transaction, sa.func.roadtrip.roadtrip_statistics, ROADTRIPS, first, smallest_group)


async def discoveries_by_category(transaction: ReadTransaction, first: int, smallest_group: int) -> list[Any]:
    """The categories in which enough people made discoveries, those with most discoveries first."""
    return await _told(transaction, sa.func.roadtrip.discovery_statistics, DISCOVERIES, first, smallest_group)


async def _told(
    transaction: ReadTransaction, function: Any, names: tuple[str, ...], first: int, smallest_group: int
) -> list[Any]:
    """The first rows of a function, in its own order."""
    told = function(smallest_group).table_valued(*names, name="told")
    return await transaction.fetch(sa.select(*told.c).limit(first))
