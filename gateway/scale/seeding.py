"""Filling a database with generated data: product by product, each in a transaction of its own."""

from gateway.preparation import connected
from gateway.scale import learning, liveconvo, repurpose, roadtrip, webbuilder
from gateway.scale.amounts import Amounts
from gateway.scale.chunks import Making
from gateway.scale.loading import Prepare, load
from gateway.scale.progress import Report

PRODUCTS: dict[str, Prepare] = {
    "liveconvo": liveconvo.product,
    "webbuilder": webbuilder.product,
    "learning": learning.product,
    "repurpose": repurpose.product,
    "roadtrip": roadtrip.product,
}


async def seed(owner_url: str, amounts: Amounts, report: Report, making: Making | None = None) -> list[str]:
    """Load every product that is not there yet, as the owner of the tables; returns those that were loaded.

    Whatever stops it, the products finished before stay, of the others there is nothing, and the same call
    completes it. Raises ScaleError where a product cannot be loaded.
    """
    loaded = []
    async with connected(owner_url) as connection:
        for schema, prepare in PRODUCTS.items():
            if await load(connection, prepare, amounts, making or Making(), report):
                loaded.append(schema)
            else:
                report.say(f"  {schema}: there already")
    return loaded
