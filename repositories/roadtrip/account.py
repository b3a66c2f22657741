"""The caller's Roadtrip account, which new rows belong to."""

from uuid import UUID

from repositories.database import WriteTransaction
from repositories.errors import ForbiddenError


def account(transaction: WriteTransaction) -> UUID:
    """The account of whoever writes; ForbiddenError where the token has none."""
    found = transaction.identity.accounts.get("roadtrip")
    if found is None:
        raise ForbiddenError("The token has no Roadtrip account.")
    return UUID(found)
