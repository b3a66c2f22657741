"""Stable ids of the demo: the same key is the same row on every run and on every machine."""

from typing import Final
from uuid import UUID, uuid5

DEMO_PRODUCTS: Final = ("roadtrip", "liveconvo", "webbuilder", "learning", "repurpose")
_NAMESPACE: Final = UUID("6f0f1f0a-5d43-4c55-9a39-1e8a4b6f2c10")


def demo_id(table: str, key: str) -> UUID:
    """The id of the row of `table` that the demo's files call `key`."""
    return uuid5(_NAMESPACE, f"{table}:{key}")


def demo_account(product: str, key: str) -> str:
    """The account of one of the demo's people in a product, as tokens carry it."""
    if product == "repurpose":
        return f"user_demo_{key}"
    return str(demo_id("users" if product == "liveconvo" else f"{product}.users", key))


DEMO_USER_KEY: Final = "nadia"
DEMO_USER_EMAIL: Final = "nadia@example.com"
DEMO_USER_ID: Final = demo_id("users", DEMO_USER_KEY)
DEMO_ACCOUNTS: Final = {product: demo_account(product, DEMO_USER_KEY) for product in DEMO_PRODUCTS}
DEMO_OTHER_USER_ID: Final = demo_id("users", "tomas")
RUNNING_SESSION_KEY: Final = "brightwater-follow-up"
RUNNING_SESSION_ID: Final = demo_id("sessions", RUNNING_SESSION_KEY)
