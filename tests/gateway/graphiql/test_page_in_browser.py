"""GraphiQL as a person meets it: in Chromium, before a real GraphQL server, with our policy in force."""

import asyncio
import json

from playwright.async_api import Browser, Response, expect

from gateway.graphiql import ASSETS_PATH, CONTENT_SECURITY_POLICY
from tests.gateway.graphiql.browser import Visit, visit
from tests.gateway.graphiql.server import EXAMPLES, SESSION, Server

TITLES = ["ReadConversations", "WatchConversation", "AppendTranscript"]


def expect_clean(visitor: Visit) -> None:
    assert visitor.foreign_requests == []
    assert visitor.console_errors == []


async def test_the_page_loads_from_this_host_alone_and_without_an_error(visitor: Visit) -> None:
    window = await visitor.open()
    assert await window.page.title() == "Quintet"
    assert await window.tab_titles() == TITLES
    await expect(window.page.locator(".brand")).to_have_text("Quintet")
    await window.expect_headers('"Authorization": "Bearer demo-token"')
    expect_clean(visitor)


async def test_the_policy_is_in_force(visitor: Visit) -> None:
    window = await visitor.open()
    response = await window.page.reload()
    assert response is not None
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    await window.wait_until_ready()
    await window.page.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'globalThis.injected = true'; document.head.append(script); }"
    )
    assert await window.page.evaluate("globalThis.injected") is None
    call = "fetch('http://127.0.0.2:9/').catch(error => error.message)"
    assert await window.page.evaluate(call) == "Failed to fetch"
    violations = [error for error in visitor.console_errors if "Content Security Policy" in error]
    assert ["script-src" in violations[0], "connect-src" in violations[1]] == [True, True]


async def test_scripts_and_styles_are_kept_for_a_year(visitor: Visit) -> None:
    window = await visitor.open()
    answers: list[Response] = []
    window.page.on("response", lambda answer: answers.append(answer))
    await window.page.reload()
    await window.wait_until_ready()
    kept = {each.headers["cache-control"] for each in answers if ASSETS_PATH in each.url}
    assert kept == {"public, max-age=31536000, immutable"}


async def test_a_query_shows_its_result_and_sends_the_token(visitor: Visit, server: Server) -> None:
    window = await visitor.open()
    await window.run()
    await window.expect_response('"content": "Welcome"')
    assert server.http_credentials == {"Bearer demo-token"}
    expect_clean(visitor)


async def test_the_docs_show_a_type(visitor: Visit) -> None:
    window = await visitor.open()
    await window.toggle_panel("Documentation Explorer")
    await window.panel().get_by_role("link", name="Reads").click()
    await window.panel().get_by_role("link", name="Line", exact=True).click()
    await expect(window.panel()).to_contain_text("Something said in a conversation.")
    expect_clean(visitor)


async def test_the_explorer_changes_the_operation(visitor: Visit) -> None:
    window = await visitor.open()
    await window.toggle_panel("GraphiQL Explorer")
    await expect(window.panel()).to_contain_text("lines")
    await window.panel().locator(".graphiql-explorer-node").get_by_text("seq").first.click()
    await expect(window.page.locator(".graphiql-query-editor .view-lines")).not_to_contain_text("seq")
    await window.run()
    await window.expect_response('"content": "Welcome"')
    expect_clean(visitor)


async def test_the_editors_are_made_pretty(visitor: Visit) -> None:
    window = await visitor.open()
    await window.write("Operation Editor", "query Mine{lines{content}}")
    await window.write("Variables", '{"a":1}')
    await window.page.get_by_role("button", name="Prettify query").click()
    await expect(window.page.locator(".graphiql-query-editor .view-line")).to_have_count(6)
    await window.expect_variables('{  "a": 1}')
    expect_clean(visitor)


async def test_a_field_is_completed_from_the_schema(visitor: Visit) -> None:
    window = await visitor.open()
    await window.write("Operation Editor", "{ lines { con")
    await window.page.keyboard.press("Control+Space")
    await expect(window.page.locator(".suggest-widget")).to_contain_text("content")
    expect_clean(visitor)


async def test_the_history_records_what_ran(visitor: Visit) -> None:
    window = await visitor.open()
    await window.run()
    await window.expect_response("Welcome")
    await window.toggle_panel("History")
    await expect(window.panel().locator(".graphiql-history-item-label")).to_have_text(["ReadConversations"])
    expect_clean(visitor)


async def test_a_subscription_streams_while_a_second_window_writes(visitor: Visit, server: Server) -> None:
    watching = await visitor.open()
    await watching.select_tab("WatchConversation")
    await watching.run()
    await watching.expect_response('"content": "Welcome"')
    writing = await visitor.open()
    await writing.select_tab("AppendTranscript")
    for number in (2, 3, 4):
        await writing.run()
        await writing.expect_response(f'"seq": {number}')
        await watching.expect_response(f'"seq": {number}', '"content": "Could you send me the offer?"')
    messages = [json.loads(frame) for frame in visitor.socket_frames]
    events = [each["payload"]["data"]["added"] for each in messages if each["type"] == "next"]
    assert [event["seq"] for event in events] == [1, 2, 3, 4]
    assert server.socket_parameters == [{"authorization": "Bearer demo-token"}]
    assert server.http_credentials == {"Bearer demo-token"}
    expect_clean(visitor)


async def test_an_operation_run_right_after_changing_the_tab_is_that_tabs_operation(visitor: Visit) -> None:
    window = await visitor.open()
    await window.page.evaluate(
        "() => { document.querySelectorAll('.graphiql-tab-button')[2].click();"
        " document.querySelector('.graphiql-execute-button').click(); }"
    )
    await window.expect_response('"append"', '"content": "Could you send me the offer?"')
    expect_clean(visitor)


async def test_a_refused_socket_is_shown_at_once(visitor: Visit, server: Server) -> None:
    server.configure(token="refused")
    window = await visitor.open()
    await window.select_tab("WatchConversation")
    await window.run()
    await window.expect_response("4403 Forbidden")
    assert server.socket_parameters == [{"authorization": "Bearer refused"}]


async def test_a_reload_keeps_the_tabs_and_what_was_changed(visitor: Visit, server: Server) -> None:
    window = await visitor.open()
    await window.select_tab("AppendTranscript")
    await window.write("Operation Editor", "query Mine { lines { content } }")
    await expect(window.page.locator(".graphiql-tab-button").nth(2)).to_have_text("Mine")
    await asyncio.sleep(0.7)  # GraphiQL saves half a second after a change.
    server.configure(examples=EXAMPLES[:1])
    await window.page.reload()
    await window.wait_until_ready()
    assert await window.tab_titles() == ["ReadConversations", "WatchConversation", "Mine"]
    expect_clean(visitor)


async def test_new_presets_replace_the_old_ones_in_saved_tabs(visitor: Visit, server: Server) -> None:
    window = await visitor.open()
    for title in reversed(TITLES):
        await window.select_tab(title)
        await asyncio.sleep(0.7)
    session = "0b8f3c52-6b0e-4f57-8a43-55d3a8e5a2c7"
    server.configure(token="second-token", values={"demoSessionId": session})
    server.http_credentials.clear()
    await window.page.reload()
    await window.wait_until_ready()
    assert await window.tab_titles() == TITLES
    for title in TITLES:
        await window.select_tab(title)
        await window.expect_headers('"Authorization": "Bearer second-token"')
    await window.select_tab("WatchConversation")
    await window.expect_variables(f'"sessionId": "{session}"')
    saved = await window.page.evaluate("JSON.stringify(localStorage)")
    assert "demo-token" not in saved
    assert SESSION not in saved
    assert server.http_credentials == {"Bearer second-token"}
    expect_clean(visitor)


async def test_headers_of_the_visitors_own_are_kept(visitor: Visit, server: Server) -> None:
    window = await visitor.open()
    await window.show_editor("Headers")
    await window.write("Headers", '{"Authorization": "Bearer my-own"}')
    await asyncio.sleep(0.7)
    server.configure(token="second-token")
    await window.page.reload()
    await window.wait_until_ready()
    assert await window.tab_titles() == TITLES
    await window.expect_headers("my-own")
    await window.run()
    await window.expect_response("Welcome")
    assert "Bearer my-own" in server.http_credentials


async def test_the_page_is_dark_where_the_visitors_system_is(browser: Browser, server: Server) -> None:
    async with visit(browser, server.origin, color_scheme="dark") as visitor:
        window = await visitor.open()
        container = window.page.locator(".graphiql-container")
        assert await container.evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(33, 42, 59)"
        expect_clean(visitor)
