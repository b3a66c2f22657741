"""Who asks: the subject of a token, the accounts it stands for, and how far it is trusted."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from uuid import UUID

ACCOUNT = re.compile(r"[A-Za-z0-9_-]{1,100}")


class Trust(StrEnum):
    """How far a caller is trusted: each level is a database role and a pool of its own."""

    APP = "app"
    ADMIN = "admin"
    WORKER = "worker"


@dataclass(frozen=True)
class Identity:
    """A caller whose token was checked.

    `accounts` maps a product's schema to the caller's account there.
    """

    subject: UUID
    accounts: Mapping[str, str] = field(default_factory=dict)
    trust: Trust = Trust.APP
    expires_at: dt.datetime | None = None
    _narrowed: "dict[frozenset[str], Identity]" = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def products(self) -> tuple[str, ...]:
        """The products in which the caller has an account, in order."""
        return tuple(sorted(self.accounts))

    @cached_property
    def key(self) -> tuple[str, ...]:
        """What two callers share who see the same rows."""
        accounts = (f"{product}={account}" for product, account in sorted(self.accounts.items()))
        return (self.trust.value, str(self.subject), *accounts)

    def within(self, products: frozenset[str]) -> "Identity":
        """The same caller with the accounts of these products alone."""
        found = self._narrowed.get(products)
        if found is None:
            accounts = {name: value for name, value in self.accounts.items() if name in products}
            found = self._narrowed[products] = replace(self, accounts=accounts)
        return found

    def sign_in(self) -> str:
        """The statements that put the identity into a transaction.

        They run as a simple query without parameters; a token's values get here only as UUIDs or as
        accounts made of letters, digits, hyphens and underscores.
        """
        calls = [f"SELECT quintet.sign_in('{UUID(str(self.subject))}')"]
        for product, account in self.accounts.items():
            if not ACCOUNT.fullmatch(account) or not product.isidentifier():
                raise ValueError("an account has characters that no account has")
            calls.append(f"SELECT {product}.sign_in('{account}')")
        return "; ".join(calls)
