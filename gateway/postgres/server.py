"""How to reach a running embedded server."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

SUPERUSER = "quintet_superuser"
HOST = "127.0.0.1"

Progress = Callable[[str], None]
"""Is told what happens, a line at a time; a line ending in "…" may be replaced by the next one."""


@dataclass(frozen=True)
class Server:
    """A running server: its address, superuser, the secret that role passwords derive from, its data."""

    host: str
    port: int
    superuser: str
    password: str = field(repr=False)
    role_secret: str = field(repr=False)
    data: Path

    def url(self, database: str = "postgres") -> str:
        """Return the superuser's connection URL of a database."""
        user, password = quote(self.superuser, safe=""), quote(self.password, safe="")
        return f"postgresql://{user}:{password}@{self.host}:{self.port}/{quote(database, safe='')}"
