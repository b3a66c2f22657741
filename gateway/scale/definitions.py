"""Keys, indexes, triggers and forced row security of tables, as the catalog tells them: taken away and given back."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.scale.connection import Connection
from gateway.scale.product import Product, sql


@dataclass(frozen=True)
class Definition:
    """Something that is taken from a table while it is loaded, and how it is made again."""

    title: str
    removal: str
    restoration: str


async def definitions(connection: Connection, product: Product) -> list[Definition]:
    """What stands in the way of loading a product, in the order in which it can be made again.

    The owner of a table may not copy into it while row security is forced upon the owner; keys and indexes are
    faster made at once than row by row; triggers would write a second time what is copied.
    """
    silenced = [(source.table, name) for source in product.sources for name in source.replaces]
    found = await connection.fetch(
        sql("definitions"),
        product.tables,
        [source.table for source in product.sources if source.rebuilt],
        [table for table, _ in silenced],
        [name for _, name in silenced],
    )
    return [Definition(row["title"], row["removal"], row["restoration"]) for row in found]


async def remove(connection: Connection, found: Sequence[Definition]) -> None:
    """Take them all away, the last one first."""
    for definition in reversed(found):
        await connection.execute(definition.removal)
