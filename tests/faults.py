"""What in a database contradicts itself."""

from typing import Any

from gateway.addresses import Addresses
from gateway.preparation import connected
from gateway.verification import checks, look

PLANTED = {
    "quintet.keys": (
        "INSERT INTO quintet.idempotency_keys (subject, operation, key, arguments_hash)"
        " VALUES (gen_random_uuid(), 'x', 'x', sha256('x'))"
    ),
    "roadtrip.activation": "UPDATE roadtrip.roadtrip_sessions SET activation_code = NULL",
    "roadtrip.discoveries": "UPDATE roadtrip.roadtrip_sessions SET new_discoveries = new_discoveries + 1",
    "roadtrip.ledger": "UPDATE roadtrip.credit_transactions SET number = number + 1000",
    "roadtrip.public_counts": "UPDATE roadtrip.public_discovery_counts SET discoveries = discoveries + 1",
    "roadtrip.referrals": "UPDATE roadtrip.user_referrals SET total_friends_joined = 7",
    "roadtrip.revenue": "DELETE FROM roadtrip.revenue_by_bucket WHERE bucket_type = 'day'",
    "roadtrip.totals": "UPDATE roadtrip.revenue_totals SET views = views + 1",
    "roadtrip.versions": "UPDATE roadtrip.video_versions SET version_number = version_number + 1000",
    "webbuilder.conversions": "UPDATE webbuilder.campaigns SET conversions = conversions + 1",
}
"""Of each invariant a statement that contradicts it, while triggers are off."""


async def faults_of(connection: Any) -> dict[str, int]:
    """How many rows contradict what has to hold, by the name of that; over a connection of the worker role."""
    found = [await look(connection, check) for check in await checks(connection)]
    return {fault.check.name: fault.rows for fault in found if fault is not None}


async def faults_in(place: Addresses) -> dict[str, int]:
    """The same, of a database."""
    async with connected(place.url("worker")) as connection:
        return await faults_of(connection)
