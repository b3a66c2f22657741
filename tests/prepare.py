"""Brings up what the tests need, with progress, before the first test runs."""

import asyncio

from gateway import graphiql, postgres
from gateway.addresses import Addresses
from gateway.postgres import Console
from gateway.settings import PROJECT
from tests.databases import drop_leftovers
from tests.gateway.graphiql.chromium import chromium_path


def main() -> None:
    """Start the tests' database server, build GraphiQL's files, find or install Chromium."""
    console = Console()
    server = postgres.ensure(PROJECT, "test", progress=console)
    asyncio.run(drop_leftovers(Addresses(server.url("postgres"), server.role_secret)))
    console("Looking after GraphiQL's files")
    graphiql.install()
    console(f"Chromium is {chromium_path()}")


if __name__ == "__main__":
    main()
