"""The secrets of one instance, made once and kept in a file that only its owner reads."""

import json
import secrets
from dataclasses import asdict, dataclass, field

from gateway.postgres.errors import CredentialsError
from gateway.postgres.layout import Instance, write_text


@dataclass(frozen=True)
class Credentials:
    """The superuser's password, and 32 random bytes in hex from which role passwords derive."""

    password: str = field(repr=False)
    role_secret: str = field(repr=False)


def find_credentials(instance: Instance) -> Credentials | None:
    """Return the instance's secrets, None when there are none yet."""
    try:
        text = instance.credentials.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CredentialsError(
            f"The passwords in {instance.credentials} cannot be read: {error.strerror}. "
            "Run as the user who started the server."
        ) from error
    return _parse(instance, text)


def make_credentials(instance: Instance) -> Credentials:
    """Return the instance's secrets and make them at the first start; never beside data that has others."""
    known = find_credentials(instance)
    if known is not None:
        return known
    if instance.data.exists():
        raise _lost(instance, "is missing")
    made = Credentials(password=secrets.token_hex(24), role_secret=secrets.token_hex(32))
    write_text(instance.credentials, json.dumps(asdict(made)), mode=0o600)
    return made


def _parse(instance: Instance, text: str) -> Credentials:
    try:
        content = json.loads(text)
        return Credentials(password=str(content["password"]), role_secret=str(content["role_secret"]))
    except (ValueError, KeyError, TypeError) as error:
        raise _lost(instance, "is damaged") from error


def _lost(instance: Instance, how: str) -> CredentialsError:
    return CredentialsError(
        f"The password file {instance.credentials} {how}, and the data in {instance.data} "
        "opens only with it. Restore the file, or delete the data with: "
        f"python -m gateway.postgres wipe --instance {instance.name}"
    )
