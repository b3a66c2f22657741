"""Addresses of the database for each role; the roles' passwords are derived from one secret."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

LOGIN_ROLES = ("migrator", "app", "admin", "worker", "listener")


@dataclass(frozen=True)
class Addresses:
    """One database and how to reach it as each role.

    `base` is the address with the privileges to prepare the database: it makes roles and extensions.
    """

    base: str
    role_secret: str

    def password(self, role: str) -> str:
        """The password of a login role."""
        digest = hmac.new(self.role_secret.encode(), f"quintet role {role}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def url(self, role: str) -> str:
        """The address as one of the login roles; `owner` means the role that may change tables."""
        login = "migrator" if role == "owner" else role
        parts = urlsplit(self.base)
        host = parts.netloc.rpartition("@")[2]
        credentials = f"quintet_{login}:{quote(self.password(login), safe='')}"
        return urlunsplit(parts._replace(netloc=f"{credentials}@{host}"))

    def with_database(self, name: str) -> "Addresses":
        """The same server and roles, another database."""
        return Addresses(urlunsplit(urlsplit(self.base)._replace(path=f"/{name}")), self.role_secret)

    @property
    def database(self) -> str:
        """The name of the database."""
        return urlsplit(self.base).path.lstrip("/")
