"""The browser is started once; every test gets a server and a visitor of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser

from gateway.graphiql import PageConfig
from gateway.graphiql.install import install
from tests.gateway.graphiql.browser import Visit, chromium, visit
from tests.gateway.graphiql.server import EXAMPLES, SESSION, Server, serving


@pytest.fixture(scope="session")
def installation() -> None:
    install()


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest.fixture
def server(installation: None) -> Iterator[Server]:
    config = PageConfig(token="demo-token", examples=EXAMPLES, values={"demoSessionId": SESSION})
    with serving(config) as running:
        yield running


@pytest.fixture
async def visitor(browser: Browser, server: Server) -> AsyncIterator[Visit]:
    async with visit(browser, server.origin) as coming:
        yield coming
