"""Authentication: bearer tokens checked with fixed algorithms, without touching the database."""

import asyncio
import datetime as dt
import hashlib
import time
import urllib.request
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
from jwt import PyJWKSet
from sqlalchemy import Uuid

from gateway.settings import Settings
from models.catalog import PRODUCTS
from repositories.errors import UnauthenticatedError, UnavailableError
from repositories.identity import ACCOUNT, Identity, Trust

ASYMMETRIC = ("RS256", "ES256")
MAX_TOKEN = 8_192
ROLES = {"user": Trust.APP, "admin": Trust.ADMIN}
ACCOUNTS = {product.schema: product.account_column for product in PRODUCTS}
UNKNOWN_KEY_SECONDS, KNOWN_KEY_SECONDS = 60.0, 600.0
MAX_KEYS_BYTES = 256 * 1024
TRUSTED_SECONDS, MAX_TRUSTED = 60.0, 10_000


class Authenticator:
    """Turns an Authorization header into an Identity."""

    def __init__(self, settings: Settings, secret: str | None) -> None:
        self._settings = settings
        self._secret = secret
        self._keys = _Keys(settings.token_keys) if settings.token_keys else None
        self._trusted = _Trusted(settings.token_leeway)

    async def __call__(self, header: str | None) -> Identity:
        """The identity in `Bearer …`; UnauthenticatedError says what is wrong with it."""
        token = _bearer(header)
        known = self._trusted.get(token, self._keys_of)
        if known is None:
            known = await self._check(token)
            self._trusted.remember(token, known, self._keys_of)
        return known

    @property
    def _keys_of(self) -> float:
        """Which keys tokens are checked with: when those were fetched that are to be used now."""
        return 0.0 if self._keys is None else self._keys.fetched

    async def _check(self, token: str) -> Identity:
        try:
            key = self._secret if self._keys is None else await self._keys.get(token)
            if key is None:
                raise UnauthenticatedError("The gateway has no key to check tokens with.")
            claims = jwt.decode(
                token,
                key,
                algorithms=["HS256"] if self._keys is None else list(ASYMMETRIC),
                issuer=self._settings.token_issuer,
                audience=self._settings.token_audience,
                leeway=self._settings.token_leeway,
                options={"require": ["exp", "iss", "aud", "sub"], "strict_aud": True},
            )
        except jwt.ExpiredSignatureError:
            raise UnauthenticatedError("The token has expired.") from None
        except jwt.InvalidAudienceError:
            raise UnauthenticatedError("The token is meant for another audience.") from None
        except jwt.InvalidIssuerError:
            raise UnauthenticatedError("The token was issued by somebody else.") from None
        except jwt.ImmatureSignatureError:
            raise UnauthenticatedError("The token is not valid yet.") from None
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise UnauthenticatedError("The token is not valid.", details=type(error).__name__) from None
        return _identity(claims)


class _Trusted:
    """Who tokens are of that were checked a moment ago, by their digests: to check one takes a fifth of a request.

    A token is not trusted longer than a minute, than it lasts, or than the keys that it was checked with.
    """

    def __init__(self, leeway: int) -> None:
        self._leeway = leeway
        self._known: OrderedDict[bytes, tuple[float, float, Identity]] = OrderedDict()

    def get(self, token: str, keys: float) -> Identity | None:
        """The identity in a token; None where it has to be checked."""
        known = self._known.get(_digest(token))
        if known is None:
            return None
        until, checked_with, identity = known
        return identity if checked_with == keys and time.time() < until else None

    def remember(self, token: str, identity: Identity, keys: float) -> None:
        """A token was found to be good."""
        assert identity.expires_at is not None
        until = min(time.time() + TRUSTED_SECONDS, identity.expires_at.timestamp() + self._leeway)
        self._known[_digest(token)] = (until, keys, identity)
        if len(self._known) > MAX_TRUSTED:
            self._known.popitem(last=False)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _bearer(header: str | None) -> str:
    if header is None or not header.strip():
        raise UnauthenticatedError("A token is needed: send Authorization: Bearer <token>.")
    parts = header.split(" ")
    if len(parts) != 2 or parts[0].lower() != "bearer" or not parts[1]:
        raise UnauthenticatedError("The Authorization header must be: Bearer <token>.")
    if len(parts[1]) > MAX_TOKEN:
        raise UnauthenticatedError(f"The token has more than {MAX_TOKEN} characters.")
    return parts[1]


def _identity(claims: dict[str, Any]) -> Identity:
    return Identity(
        subject=_uuid(claims["sub"], "sub"),
        accounts=_accounts(claims.get("accounts", {})),
        trust=_trust(claims.get("roles", ["user"])),
        expires_at=_moment(claims["exp"]),
    )


def _moment(value: Any) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(int(value), dt.UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        raise UnauthenticatedError("The token's exp must be a time.") from None


def _uuid(value: object, claim: str) -> UUID:
    try:
        if not isinstance(value, str):
            raise ValueError(claim)
        return UUID(value)
    except ValueError:
        raise UnauthenticatedError(f"The token's {claim} must be a UUID.") from None


def _accounts(sent: object) -> dict[str, str]:
    if not isinstance(sent, dict):
        raise UnauthenticatedError("The token's accounts must be an object.")
    return {name: _account(name, value) for name, value in sent.items() if name in ACCOUNTS}


def _account(product: str, value: object) -> str:
    if isinstance(ACCOUNTS[product].type, Uuid):
        return str(_uuid(value, f"account of {product}"))
    if not isinstance(value, str) or not ACCOUNT.fullmatch(value):
        raise UnauthenticatedError(
            f"The token's account of {product} must have 1 to 100 letters, digits, hyphens or underscores."
        )
    return value


def _trust(roles: object) -> Trust:
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise UnauthenticatedError("The token's roles must be a list of texts.")
    known = [ROLES[role] for role in roles if role in ROLES]
    if not known:
        raise UnauthenticatedError("The token has no role that is known here.")
    return Trust.ADMIN if Trust.ADMIN in known else Trust.APP


class _Keys:
    """Public keys by their id, from a file or an address.

    An unknown id is looked up at most once a minute; known ones every ten, so that a withdrawn key stops working.
    """

    def __init__(self, place: str) -> None:
        self._place = place
        self._known: dict[str, Any] = {}
        self._fetched = float("-inf")
        self._turn = asyncio.Lock()

    @property
    def fetched(self) -> float:
        """When the keys were fetched that are to be used now; not a number where it is time to fetch others."""
        return self._fetched if time.monotonic() - self._fetched <= KNOWN_KEY_SECONDS else float("nan")

    async def get(self, token: str) -> Any:
        """The key that a token names."""
        identifier = jwt.get_unverified_header(token).get("kid", "")
        patience = KNOWN_KEY_SECONDS if identifier in self._known else UNKNOWN_KEY_SECONDS
        if time.monotonic() - self._fetched > patience:
            async with self._turn:
                if time.monotonic() - self._fetched > patience:
                    self._fetched = time.monotonic()
                    self._known = await asyncio.to_thread(self._fetch)
        return self._known.get(identifier)

    def _fetch(self) -> dict[str, Any]:
        try:
            remote = self._place.startswith("https://")
            keys = PyJWKSet.from_json(_download(self._place) if remote else Path(self._place).read_text())
        except (jwt.PyJWTError, OSError, ValueError, AttributeError, TypeError) as error:
            raise UnavailableError("Tokens cannot be checked right now.", details=str(error)) from error
        return {key.key_id or "": key for key in keys.keys}


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Keys come from the address that was set, not from wherever it points to."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def _download(address: str) -> str:
    with urllib.request.build_opener(_StayHere).open(address, timeout=5) as response:
        text: str = response.read(MAX_KEYS_BYTES).decode()
        return text


def mint(
    settings: Settings,
    secret: str,
    subject: UUID,
    accounts: Mapping[str, str],
    *,
    roles: tuple[str, ...] = ("user",),
    lifetime: dt.timedelta = dt.timedelta(hours=12),
) -> str:
    """A development token."""
    now = dt.datetime.now(dt.UTC)
    claims = {
        "iss": settings.token_issuer,
        "aud": settings.token_audience,
        "sub": str(subject),
        "iat": now,
        "exp": now + lifetime,
        "roles": list(roles),
        "accounts": dict(accounts),
    }
    return jwt.encode(claims, secret, algorithm="HS256")
