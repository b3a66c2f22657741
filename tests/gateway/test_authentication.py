"""Authentication: which tokens are accepted, whatever they say about themselves."""

import asyncio
import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from gateway import authentication
from gateway.authentication import Authenticator, mint
from gateway.settings import Settings
from models.catalog import PRODUCTS
from repositories.errors import UnauthenticatedError, UnavailableError
from repositories.identity import Identity, Trust

SECRET = "a secret of these tests, longer than the sixty-four bytes that HS512 wants"
SUBJECT, ACCOUNT = UUID(int=1), UUID(int=2)
RSA, OTHER_RSA = (rsa.generate_private_key(65537, 2048) for _ in range(2))
EC = ec.generate_private_key(ec.SECP256R1())


def configured(**values: Any) -> Settings:
    """Settings of a gateway."""
    return Settings(_env_file=None, **{"token_secret": SECRET, **values})


def claims(**changed: Any) -> dict[str, Any]:
    """Claims that are accepted, some of them changed; None takes one away."""
    now = dt.datetime.now(dt.UTC)
    made = {
        "iss": "quintet",
        "aud": "quintet",
        "sub": str(SUBJECT),
        "exp": int(now.timestamp()) + 600,
        "roles": ["user"],
        "accounts": {"liveconvo": str(ACCOUNT)},
        **changed,
    }
    return {name: value for name, value in made.items() if value is not None}


def signed(payload: dict[str, Any], key: Any = SECRET, algorithm: str = "HS256", **header: Any) -> str:
    """A token."""
    return jwt.encode(payload, key, algorithm=algorithm, headers=header or None)


def raw(header: object, payload: object, signature: bytes = b"") -> str:
    """A token of any header and payload, with no valid signature."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (*parts, signature))


async def accepted(token: str, **values: Any) -> Identity:
    """The identity in a token."""
    return await Authenticator(configured(**values), SECRET)(f"Bearer {token}")


async def refused(token: str, **values: Any) -> str:
    """What is wrong with a token."""
    return await refused_header(f"Bearer {token}", **values)


async def refused_header(header: str | None, **values: Any) -> str:
    """What is wrong with a header."""
    with pytest.raises(UnauthenticatedError) as caught:
        await Authenticator(configured(**values), SECRET)(header)
    assert caught.value.code == "UNAUTHENTICATED"
    return caught.value.message


async def test_a_token_that_was_minted_is_accepted() -> None:
    settings = configured()
    accounts = {"liveconvo": str(ACCOUNT), "repurpose": "user_2b"}
    token = mint(settings, SECRET, SUBJECT, accounts, lifetime=dt.timedelta(minutes=5))
    identity = await accepted(token)
    assert (identity.subject, identity.accounts, identity.trust) == (SUBJECT, accounts, Trust.APP)
    assert identity.expires_at is not None
    assert abs(identity.expires_at - dt.datetime.now(dt.UTC) - dt.timedelta(minutes=5)) < dt.timedelta(seconds=5)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_scheme_is_written_in_any_case(scheme: str) -> None:
    identity = await Authenticator(configured(), SECRET)(f"{scheme} {signed(claims())}")
    assert identity.subject == SUBJECT


NEEDED = "A token is needed: send Authorization: Bearer <token>."
FORM = "The Authorization header must be: Bearer <token>."


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (None, NEEDED),
        ("", NEEDED),
        (" ", NEEDED),
        ("Bearer", FORM),
        ("Bearer ", FORM),
        ("Bearer  ", FORM),
        ("Bearer  TOKEN", FORM),
        ("Bearer TOKEN ", FORM),
        ("Bearer TOKEN TOKEN", FORM),
        ("Bearer TOKEN, Bearer TOKEN", FORM),
        ("TOKEN", FORM),
        ("Basic TOKEN", FORM),
        ("Bearer" + "\t" + "TOKEN", FORM),
        ("Bearer " + "x" * 8_193, "The token has more than 8192 characters."),
    ],
)
async def test_a_header_of_another_form_is_refused(header: str | None, message: str) -> None:
    given = header and header.replace("TOKEN", signed(claims()))
    assert await refused_header(given) == message


INVALID = "The token is not valid."
PUBLIC_PEM = RSA.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


def hand_signed(header: dict[str, Any], secret: bytes) -> str:
    """A token whose signature is an HMAC with any bytes as secret, which libraries refuse to make."""
    unsigned = raw(header, claims()).rpartition(".")[0]
    signature = hmac.new(secret, unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "..",
        "ü.ü.ü",
        "\x00",
        raw({"alg": "none"}, claims()),
        raw({"alg": "None", "typ": "JWT"}, claims()),
        raw({"alg": "nOnE"}, claims(), b"x"),
        raw({"alg": "HS256"}, claims()),
        raw({"alg": "HS256"}, claims(), b"x" * 32),
        raw({}, claims()),
        raw([], claims()),
        raw({"alg": ["HS256"]}, claims()),
        raw({"alg": "HS256", "kid": {"a": 1}}, claims()),
        raw(b"[" * 5_000, {}),
        raw(b'{"a":' * 1_000, {}),
        raw({"alg": "HS256"}, b"[" * 5_000),
        raw(b"\xff\xfe", {}),
        signed(claims(), "another secret that is also longer than thirty-two bytes"),
        signed(claims(), SECRET, "HS384"),
        signed(claims(), SECRET, "HS512"),
        signed(claims(), RSA, "RS256"),
        signed(claims(), SECRET, crit=["b64"], b64=True),
        signed(claims(), SECRET, crit=["x"], x=1),
        signed(claims())[:-2],
        hand_signed({"alg": "HS256"}, PUBLIC_PEM),
        hand_signed({"alg": "HS256"}, b""),
    ],
)
async def test_a_token_that_was_not_signed_with_the_secret_is_refused(token: str) -> None:
    assert await refused(token) == INVALID


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"iss": None}, INVALID),
        ({"aud": None}, INVALID),
        ({"sub": None}, INVALID),
        ({"exp": None}, INVALID),
        ({"iss": "quinte"}, "The token was issued by somebody else."),
        ({"iss": "quintet.example.com"}, "The token was issued by somebody else."),
        ({"iss": "QUINTET"}, "The token was issued by somebody else."),
        ({"aud": "another"}, "The token is meant for another audience."),
        ({"aud": ["quintet", "another"]}, "The token is meant for another audience."),
        ({"aud": ["quintet"]}, "The token is meant for another audience."),
        ({"sub": "x" * 1_000}, "The token's sub must be a UUID."),
        ({"sub": "1"}, "The token's sub must be a UUID."),
        ({"accounts": []}, "The token's accounts must be an object."),
        ({"accounts": "liveconvo"}, "The token's accounts must be an object."),
        ({"roles": "admin"}, "The token's roles must be a list of texts."),
        ({"roles": {"admin": True}}, "The token's roles must be a list of texts."),
        ({"roles": ["user", 1]}, "The token's roles must be a list of texts."),
        ({"roles": []}, "The token has no role that is known here."),
        ({"roles": ["superuser", "worker", "Admin", "app"]}, "The token has no role that is known here."),
    ],
)
async def test_a_claim_of_the_wrong_form_is_refused(changed: dict[str, Any], message: str) -> None:
    assert await refused(signed(claims(**changed))) == message


BY_UUID = sorted({product.schema for product in PRODUCTS} - {"repurpose"})


@pytest.mark.parametrize("account", ["", "1", None, 1, [str(ACCOUNT)], {}, "user_2b", "'); DROP TABLE users; --"])
@pytest.mark.parametrize("product", BY_UUID)
async def test_an_account_is_a_uuid(product: str, account: object) -> None:
    accounts = {"repurpose": "user_2b", product: account}
    assert await refused(signed(claims(accounts=accounts))) == f"The token's account of {product} must be a UUID."


@pytest.mark.parametrize(
    "account", ["user_2NNEqL2nrIRdJ194ndJqAHwEfxC", "a", "A-b_1", "0", "_", "x" * 100, str(ACCOUNT)]
)
async def test_an_account_of_repurposeflow_is_an_identifier_of_clerk(account: str) -> None:
    accounts = {"repurpose": account, "learning": str(ACCOUNT)}
    assert (await accepted(signed(claims(accounts=accounts)))).accounts == accounts


@pytest.mark.parametrize(
    "account",
    [
        "",
        " ",
        "user 2b",
        "user_2b ",
        "user_2b\n",
        "x" * 101,
        "ü",
        "٣",
        "a.b",
        "'); --",
        "\x00",
        1,
        None,
        True,
        ["a"],
        {},
    ],
)
async def test_an_account_of_repurposeflow_has_no_other_characters(account: object) -> None:
    assert await refused(signed(claims(accounts={"repurpose": account}))) == (
        "The token's account of repurpose must have 1 to 100 letters, digits, hyphens or underscores."
    )


async def test_a_token_carries_an_account_of_each_product() -> None:
    accounts = {product: str(UUID(int=number)) for number, product in enumerate(BY_UUID)} | {"repurpose": "user_2b"}
    assert (await accepted(signed(claims(accounts=accounts)))).accounts == accounts
    odd = {product: f"{{{account.upper()}}}" for product, account in accounts.items() if product in BY_UUID}
    assert (await accepted(signed(claims(accounts=odd)))).accounts == {product: accounts[product] for product in odd}


@pytest.mark.parametrize("subject", ["", [], ["1"], {}, 1, True])
async def test_a_subject_is_a_uuid(subject: object) -> None:
    payload = json.dumps(claims(sub=subject)).encode()
    token = jwt.api_jws.encode(payload, SECRET, algorithm="HS256")
    assert await refused(token) in (INVALID, "The token's sub must be a UUID.")


@pytest.mark.parametrize("seconds", [1, 25])
async def test_a_token_is_accepted_a_moment_after_it_expired(seconds: int) -> None:
    now = int(dt.datetime.now(dt.UTC).timestamp())
    assert (await accepted(signed(claims(exp=now - seconds)))).subject == SUBJECT
    assert (await accepted(signed(claims(nbf=now + seconds)))).subject == SUBJECT


@pytest.mark.parametrize("seconds", [35, 61, 10_000])
async def test_a_token_is_refused_outside_its_time(seconds: int) -> None:
    now = int(dt.datetime.now(dt.UTC).timestamp())
    assert await refused(signed(claims(exp=now - seconds))) == "The token has expired."
    assert await refused(signed(claims(nbf=now + seconds))) == "The token is not valid yet."
    assert await refused(signed(claims(iat=now + seconds))) == "The token is not valid yet."


ODD_MOMENTS = ["x", "", [], {}, 1e18, 1e300, float("inf"), float("nan"), 10**40, -(10**40)]


@pytest.mark.parametrize("moment", ODD_MOMENTS)
async def test_an_expiry_of_an_odd_form_is_refused(moment: object) -> None:
    payload = json.dumps(claims(exp=moment)).encode()
    token = jwt.api_jws.encode(payload, SECRET, algorithm="HS256")
    assert await refused(token) in (INVALID, "The token has expired.", "The token's exp must be a time.")


@pytest.mark.parametrize("moment", ["x", [], {}, 1e18, float("inf"), float("nan"), 10**40])
@pytest.mark.parametrize("name", ["nbf", "iat"])
async def test_a_beginning_of_an_odd_form_is_refused(name: str, moment: object) -> None:
    payload = json.dumps(claims(**{name: moment})).encode()
    token = jwt.api_jws.encode(payload, SECRET, algorithm="HS256")
    assert await refused(token) in (INVALID, "The token is not valid yet.")


@pytest.mark.parametrize(
    ("roles", "trust"),
    [
        (["user"], Trust.APP),
        (["admin"], Trust.ADMIN),
        (["user", "admin", "cook"], Trust.ADMIN),
        (["cook", "user"], Trust.APP),
        (None, Trust.APP),
    ],
)
async def test_roles_say_how_far_a_caller_is_trusted(roles: list[str] | None, trust: Trust) -> None:
    assert (await accepted(signed(claims(roles=roles)))).trust is trust


@pytest.mark.parametrize(
    "more", [{"role": "admin"}, {"user_metadata": {"roles": ["admin"]}}, {"scope": "admin"}, {"is_admin": True}]
)
async def test_other_claims_give_no_rights(more: dict[str, Any]) -> None:
    assert (await accepted(signed(claims(**more)))).trust is Trust.APP


async def test_accounts_of_products_that_are_not_served_are_left_out() -> None:
    accounts = {"liveconvo": str(ACCOUNT).upper(), "bank": "'; --", "quintet": "x", "LIVECONVO": "x"}
    assert (await accepted(signed(claims(accounts=accounts)))).accounts == {"liveconvo": str(ACCOUNT)}
    assert (await accepted(signed(claims(accounts=None)))).accounts == {}


async def test_without_a_secret_nobody_gets_in() -> None:
    with pytest.raises(UnauthenticatedError) as caught:
        await Authenticator(configured(token_secret=None), None)(f"Bearer {signed(claims())}")
    assert caught.value.message == "The gateway has no key to check tokens with."


def jwks(**keys: Any) -> str:
    """A file of public keys."""
    made = []
    for name, key in keys.items():
        kind = RSAAlgorithm if isinstance(key, rsa.RSAPublicKey) else ECAlgorithm
        algorithm = "RS256" if kind is RSAAlgorithm else "ES256"
        made.append({**json.loads(kind.to_jwk(key)), "kid": name, "alg": algorithm, "use": "sig"})
    return json.dumps({"keys": made})


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A file with an RSA key and an EC key."""
    file = tmp_path / "keys.json"
    file.write_text(jwks(one=RSA.public_key(), two=EC.public_key()))
    return file


def checking(keys: Path) -> Authenticator:
    """A gateway that checks tokens with public keys."""
    return Authenticator(configured(token_secret=None, token_keys=str(keys)), None)


def asked(authenticate: Authenticator, header: str) -> Identity:
    """The identity in a header."""
    return asyncio.run(authenticate(header))


@pytest.mark.parametrize(("key", "algorithm", "name"), [(RSA, "RS256", "one"), (EC, "ES256", "two")])
async def test_a_token_signed_with_a_published_key_is_accepted(
    keys: Path, key: Any, algorithm: str, name: str
) -> None:
    token = signed(claims(), key, algorithm, kid=name)
    assert (await checking(keys)(f"Bearer {token}")).subject == SUBJECT


@pytest.mark.parametrize(
    "token",
    [
        signed(claims(), OTHER_RSA, "RS256", kid="one"),
        signed(claims(), RSA, "RS512", kid="one"),
        signed(claims(), RSA, "PS256", kid="one"),
        signed(claims(), EC, "ES256", kid="one"),
        signed(claims(), SECRET, "HS256", kid="one"),
        hand_signed({"alg": "HS256", "kid": "one"}, PUBLIC_PEM),
        raw({"alg": "none", "kid": "one"}, claims()),
        raw({"alg": "RS256", "kid": "one"}, claims()),
        raw({"alg": "RS256", "kid": "one", "jwk": {"kty": "oct", "k": "eA"}}, claims(), b"x"),
        raw(b"[" * 5_000, {}),
        raw({"alg": "RS256", "kid": ["one"]}, claims()),
    ],
)
async def test_a_token_that_was_not_signed_with_a_published_key_is_refused(keys: Path, token: str) -> None:
    with pytest.raises(UnauthenticatedError) as caught:
        await checking(keys)(f"Bearer {token}")
    assert caught.value.message == INVALID


@pytest.mark.parametrize("header", [{"kid": "three"}, {}, {"kid": ""}])
async def test_a_key_that_is_not_published_is_refused(keys: Path, header: dict[str, Any]) -> None:
    with pytest.raises(UnauthenticatedError) as caught:
        await checking(keys)(f"Bearer {signed(claims(), RSA, 'RS256', **header)}")
    assert caught.value.message == "The gateway has no key to check tokens with."


def test_a_new_key_is_looked_for_at_most_once_a_minute(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("gateway.authentication.time.monotonic", lambda: now)
    authenticate = checking(keys)
    old, new = signed(claims(), RSA, "RS256", kid="one"), signed(claims(), OTHER_RSA, "RS256", kid="three")
    assert (asked(authenticate, f"Bearer {old}")).subject == SUBJECT
    keys.write_text(jwks(three=OTHER_RSA.public_key()))
    now += 59
    for _ in range(3):
        with pytest.raises(UnauthenticatedError):
            asked(authenticate, f"Bearer {new}")
    assert (asked(authenticate, f"Bearer {old}")).subject == SUBJECT
    now += 2
    assert (asked(authenticate, f"Bearer {new}")).subject == SUBJECT
    with pytest.raises(UnauthenticatedError):
        asked(authenticate, f"Bearer {old}")


@pytest.mark.parametrize("content", [None, "", "{", "[]", "{}", '{"keys": []}', '{"keys": [{"kty": "x"}]}'])
def test_keys_that_cannot_be_read_are_our_fault_not_the_callers(
    keys: Path, content: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_000.0
    monkeypatch.setattr("gateway.authentication.time.monotonic", lambda: now)
    published = keys.read_text()
    keys.unlink() if content is None else keys.write_text(content)
    authenticate = checking(keys)
    token = signed(claims(), RSA, "RS256", kid="one")
    with pytest.raises(UnavailableError) as caught:
        asked(authenticate, f"Bearer {token}")
    assert "keys.json" not in caught.value.message
    keys.write_text(published)
    now += 61
    assert (asked(authenticate, f"Bearer {token}")).subject == SUBJECT


def test_known_keys_stay_when_they_cannot_be_read_again(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr("gateway.authentication.time.monotonic", lambda: now)
    authenticate = checking(keys)
    known = signed(claims(), RSA, "RS256", kid="one")
    assert (asked(authenticate, f"Bearer {known}")).subject == SUBJECT
    keys.unlink()
    now += 61
    with pytest.raises((UnauthenticatedError, UnavailableError)):
        asked(authenticate, f"Bearer {signed(claims(), RSA, 'RS256', kid=uuid4().hex)}")
    assert (asked(authenticate, f"Bearer {known}")).subject == SUBJECT


def test_keys_are_not_fetched_from_where_their_address_points_to() -> None:
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(HTTPError, match="302") as refused:
            authentication._download(f"http://127.0.0.1:{server.server_port}/keys")
        refused.value.close()
        thread.join()
    assert asked == ["/keys"]


async def test_a_token_that_was_accepted_is_refused_as_soon_as_it_has_expired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    authenticate = Authenticator(Settings(_env_file=None, token_leeway=30), SECRET)
    expiry = int(dt.datetime.now(dt.UTC).timestamp()) - 28
    header = f"Bearer {signed(claims(exp=expiry))}"
    first = await authenticate(header)
    assert await authenticate(header) is first
    monkeypatch.setattr("gateway.authentication.time.time", lambda: expiry + 29.9)
    assert await authenticate(header) is first
    monkeypatch.undo()
    await asyncio.sleep(expiry + 30.1 - dt.datetime.now(dt.UTC).timestamp())
    with pytest.raises(UnauthenticatedError, match="The token has expired"):
        await authenticate(header)


async def test_a_token_is_checked_anew_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    authenticate = Authenticator(Settings(_env_file=None), SECRET)
    header, now = f"Bearer {signed(claims())}", time.time()
    first = await authenticate(header)
    monkeypatch.setattr("gateway.authentication.time.time", lambda: now + 61)
    again = await authenticate(header)
    assert again == first
    assert again is not first


async def test_tokens_are_trusted_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.authentication.MAX_TRUSTED", 3)
    authenticate = Authenticator(Settings(_env_file=None), SECRET)
    headers = [f"Bearer {signed(claims(sub=str(uuid4())))}" for _ in range(4)]
    found = [await authenticate(header) for header in headers]
    assert [await authenticate(header) is one for header, one in list(zip(headers, found, strict=True))[1:]] == [
        True
    ] * 3
    assert await authenticate(headers[0]) is not found[0]
