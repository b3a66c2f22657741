"""Settings: what is read from the environment, and what a gateway refuses to start with."""

from typing import Any

import pytest
from pydantic import ValidationError

from gateway.settings import Environment, Settings

LONG = "x" * 32


def made(**values: Any) -> Settings:
    """Settings without a file."""
    return Settings(_env_file=None, **values)


@pytest.mark.parametrize("name", ["token_secret", "role_secret"])
def test_a_secret_has_thirty_two_bytes(name: str) -> None:
    assert getattr(made(**{name: LONG}), name).get_secret_value() == LONG
    assert getattr(made(**{name: "ü" * 16}), name).get_secret_value() == "ü" * 16
    for short in ("", "x" * 31, "secret"):
        with pytest.raises(ValidationError, match="must be 32 bytes or more"):
            made(**{name: short})


def test_a_database_needs_the_secret_of_its_roles() -> None:
    with pytest.raises(ValidationError, match="DATABASE_URL needs QUINTET_ROLE_SECRET"):
        made(database_url="postgresql://localhost/quintet")
    assert made(database_url="postgresql://localhost/quintet", role_secret=LONG).database_url is not None


def test_production_needs_a_way_to_check_tokens() -> None:
    with pytest.raises(ValidationError, match="production needs QUINTET_TOKEN_SECRET or QUINTET_TOKEN_KEYS"):
        made(environment="production")
    assert made(environment="production", token_secret=LONG).development is False
    assert made(environment="production", token_keys="keys.json").development is False


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("environment", "test"),
        ("port", 0),
        ("port", 65_536),
        ("pool_size", 0),
        ("pool_size", 201),
        ("acquire_timeout", 0),
        ("token_leeway", 61),
        ("token_leeway", -1),
        ("send_timeout", 0),
        ("socket_init_timeout", 0),
        ("log_level", "LOUD"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        made(**{name: value})


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("QUINTET_ENVIRONMENT", "production"),
        ("QUINTET_TOKEN_SECRET", LONG),
        ("QUINTET_POOL_SIZE", "3"),
        ("QUINTET_ALLOWED_ORIGINS", '["https://app.example.com"]'),
        ("DATABASE_URL", "postgresql://localhost/quintet"),
        ("QUINTET_ROLE_SECRET", LONG),
        ("HOST", "0.0.0.0"),
        ("PORT", "9000"),
    ):
        monkeypatch.setenv(name, value)
    found = made()
    assert (found.environment, found.pool_size, found.host, found.port) == (
        Environment.PRODUCTION,
        3,
        "0.0.0.0",
        9000,
    )
    assert found.allowed_origins == ("https://app.example.com",)


def test_secrets_are_not_shown() -> None:
    shown = repr(made(token_secret=LONG, role_secret=LONG, database_url="postgresql://me:word@localhost/quintet"))
    assert LONG not in shown
    assert "word" not in shown


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        made().port = 1  # type: ignore[misc]
