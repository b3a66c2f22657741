"""What in a database contradicts itself."""

from typing import Any

from gateway.addresses import Addresses
from gateway.preparation import connected
from gateway.verification import checks, look


async def faults_of(connection: Any) -> dict[str, int]:
    """How many rows contradict what has to hold, by the name of that; over a connection of the worker role."""
    found = [await look(connection, check) for check in await checks(connection)]
    return {fault.check.name: fault.rows for fault in found if fault is not None}


async def faults_in(place: Addresses) -> dict[str, int]:
    """The same, of a database."""
    async with connected(place.url("worker")) as connection:
        return await faults_of(connection)
