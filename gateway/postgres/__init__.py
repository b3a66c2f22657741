"""Embedded PostgreSQL: a private server with PostGIS, TimescaleDB and pgvector, installed when missing."""

from gateway.postgres.console import Console
from gateway.postgres.control import ensure, find, find_role_secret, stop, wipe
from gateway.postgres.errors import EmbeddedPostgresError
from gateway.postgres.psql import psql
from gateway.postgres.server import Progress, Server

__all__ = [
    "Console",
    "EmbeddedPostgresError",
    "Progress",
    "Server",
    "ensure",
    "find",
    "find_role_secret",
    "psql",
    "stop",
    "wipe",
]
