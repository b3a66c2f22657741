"""Whether a product's generated rows are there already: told by the keys of the last one and the one after it."""

from enum import Enum
from uuid import UUID

import sqlalchemy as sa

from gateway.scale.connection import Connection
from gateway.scale.product import Landmark, Product
from models.catalog import TABLES
from repositories.statement import StatementCache

_statements = StatementCache()


class Presence(Enum):
    """What there is of generated rows of a random seed."""

    NONE = "none"
    ALL = "all"
    OTHERS = "others"


async def presence(connection: Connection, product: Product) -> Presence:
    """Whether there is none of it, exactly what is asked for, or something generated with other numbers."""
    if not any([await _is_there(connection, landmark, 0) for landmark in product.landmarks]):
        return Presence.NONE
    exact = [await _has_just(connection, landmark) for landmark in product.landmarks]
    return Presence.ALL if all(exact) else Presence.OTHERS


async def _has_just(connection: Connection, landmark: Landmark) -> bool:
    last = landmark.rows == 0 or await _is_there(connection, landmark, landmark.rows - 1)
    return last and not await _is_there(connection, landmark, landmark.rows)


async def _is_there(connection: Connection, landmark: Landmark, row: int) -> bool:
    table = TABLES[landmark.table]
    wanted = sa.select(table.c.id).where(table.c.id == UUID(landmark.key(row)))
    statement, arguments = _statements.render(wanted)
    return await connection.fetchval(statement, *arguments) is not None
