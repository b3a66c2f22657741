"""The check of tokens in the hand-written server: PyJWT as its documentation has it, with Quintet's conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import jwt


@dataclass(frozen=True)
class Caller:
    """Who asks."""

    subject: UUID
    accounts: Mapping[str, UUID]


def check(header: str | None, secret: str) -> Caller | None:
    """Who the token in `Bearer …` is of; None where it is not valid."""
    kind, _, token = (header or "").partition(" ")
    if kind.lower() != "bearer":
        return None
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=["HS256"],
            issuer="quintet",
            audience="quintet",
            options={"require": ["exp", "iss", "aud", "sub"]},
        )
        return Caller(UUID(claims["sub"]), {name: UUID(key) for name, key in claims["accounts"].items()})
    except (jwt.PyJWTError, KeyError, ValueError):
        return None
