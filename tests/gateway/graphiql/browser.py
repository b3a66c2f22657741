"""A headless Chromium that notes what a page does wrong: errors in the console, requests to other hosts."""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    WebSocket,
    async_playwright,
    expect,
)

from gateway.graphiql.node import Node
from tests.gateway.graphiql.chromium import chromium_path

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WINDOW = {"width": 1440, "height": 900}


@dataclass
class Visit:
    """One visitor: windows that share saved tabs, and what was seen in all of them."""

    context: BrowserContext
    origin: str
    console_errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)
    socket_frames: list[str] = field(default_factory=list)
    """Texts received over WebSockets, in their order."""

    async def open(self, path: str = "/graphql") -> "GraphiQLWindow":
        """Open a window and wait until GraphiQL is ready."""
        page = await self.context.new_page()
        page.on("websocket", self._watch_socket)
        window = GraphiQLWindow(page)
        await page.goto(self.origin + path)
        await window.wait_until_ready()
        return window

    def watch(self) -> None:
        """Begin to note errors and requests of every window."""
        self.context.on("console", self._note_message)
        self.context.on("weberror", lambda error: self.console_errors.append(str(error.error)))
        self.context.on("request", lambda request: self._note_address(request.url))

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.console_errors.append(f"{message.type}: {message.text}")

    def _note_address(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob") and address.netloc != urlsplit(self.origin).netloc:
            self.foreign_requests.append(url)

    def _watch_socket(self, socket: WebSocket) -> None:
        self._note_address(socket.url)
        socket.on("framereceived", lambda frame: self.socket_frames.append(str(frame)))


@dataclass(frozen=True)
class GraphiQLWindow:
    """What a person does in GraphiQL, by the names that it shows."""

    page: Page

    async def wait_until_ready(self) -> None:
        """The editor stands there, and the schema was asked for and has arrived."""
        await expect(self.page.locator(".graphiql-query-editor .view-lines")).to_be_visible(timeout=30_000)
        await expect(self.page.get_by_role("button", name="Re-fetch GraphQL schema")).to_be_enabled(timeout=30_000)

    async def tab_titles(self) -> list[str]:
        """The tabs from left to right."""
        return await self.page.locator(".graphiql-tab-button").all_inner_texts()

    async def select_tab(self, title: str) -> None:
        """Go to the tab of this title."""
        await self.page.locator(".graphiql-tab-button", has_text=title).click()

    async def run(self) -> None:
        """Run the operation of the current tab, or stop it if it runs."""
        await self.page.locator(".graphiql-execute-button").click()

    async def expect_response(self, *texts: str) -> None:
        """The response shows each of these texts."""
        response = self.page.locator(".graphiql-response .view-lines")
        for text in texts:
            await expect(response).to_contain_text(_with_editor_spaces(text))

    async def expect_headers(self, text: str) -> None:
        """The headers editor shows this text."""
        await self.show_editor("Headers")
        await expect(self._editor_tools()).to_contain_text(_with_editor_spaces(text))

    async def expect_variables(self, text: str) -> None:
        """The variables editor shows this text."""
        await self.show_editor("Variables")
        await expect(self._editor_tools()).to_contain_text(_with_editor_spaces(text))

    async def show_editor(self, name: str) -> None:
        """Show the editor named `Headers` or `Variables`."""
        await self.page.locator(".graphiql-editor-tools button", has_text=name).click()

    async def write(self, editor: str, text: str) -> None:
        """Replace the text of `Operation Editor`, `Variables` or `Headers`; the latter two must be shown."""
        region = self.page.get_by_role("region", name=editor)
        await region.locator(".graphiql-editor:not(.hidden) .view-lines").click()
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.press("Delete")
        await self.page.keyboard.insert_text(text)

    async def toggle_panel(self, name: str) -> None:
        """Show or hide a panel of the side bar, for instance `GraphiQL Explorer`."""
        await self.page.locator(".graphiql-sidebar").get_by_role("button", name=re.compile(name)).click()

    def panel(self) -> Locator:
        """The panel which is shown now."""
        return self.page.locator(".graphiql-plugin")

    def _editor_tools(self) -> Locator:
        return self.page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines")


def _with_editor_spaces(text: str) -> re.Pattern[str]:
    """The editor shows spaces as no-break spaces."""
    return re.compile(re.escape(text).replace(r"\ ", r"[\s\u00a0]"))


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running browser. It reaches nothing outside this machine and updates nothing."""
    # Playwright's own Node.js needs a library that a small Debian lacks; the development requirements bring one.
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = Node.find().node[0]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visit(
    browser: Browser, origin: str, color_scheme: Literal["light", "dark"] = "light"
) -> AsyncIterator[Visit]:
    """A new visitor with nothing saved, of the server at this origin (`http://host:port`)."""
    context = await browser.new_context(viewport=WINDOW, color_scheme=color_scheme)
    visitor = Visit(context, origin)
    visitor.watch()
    try:
        yield visitor
    finally:
        await context.close()
