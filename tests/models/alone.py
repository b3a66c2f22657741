"""A database with one product's schema alone, made from the models instead of the migrations."""

from sqlalchemy import MetaData

from gateway.addresses import Addresses
from gateway.preparation import connected, prepare
from models import ddl
from models.platform import platform_registry


async def make_alone(place: Addresses, metadata: MetaData) -> None:
    """Prepare a database and make the platform's tables and those of one product."""
    await prepare(place)
    async with connected(place.url("owner")) as owner:
        for each in (platform_registry.metadata, metadata):
            for statement in ddl.statements(each):
                await owner.execute(statement)
