"""GraphiQL as a developer finds it after `make run`: the example tabs against a gateway with the demo data."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway import graphiql
from gateway.addresses import Addresses
from gateway.demo.seed import seed
from tests.gateway.graphiql.browser import Visit, chromium, visit
from tests.people import SECRET
from tests.served import serve

EXAMPLES = ["ReadConversations", "WatchConversation", "AppendTranscript", "ReadEverything"]


@pytest.fixture
async def visitor(fresh_place: Addresses) -> AsyncIterator[Visit]:
    """A browser at a gateway of its own, whose database holds the demo data."""
    graphiql.install()
    assert await seed(fresh_place.url("worker")) is True
    with serve(fresh_place, SECRET) as served:
        async with chromium() as browser, visit(browser, served.url) as made:
            yield made


async def test_the_examples_work_and_a_subscription_streams_while_another_window_writes(
    visitor: Visit, tmp_path: Path
) -> None:
    reader = await visitor.open()
    assert await reader.tab_titles() == EXAMPLES
    await reader.run()
    await reader.expect_response("Brightwater Dairy", '"totalCount": 7')

    watcher = await visitor.open()
    await watcher.select_tab("WatchConversation")
    await watcher.run()
    await watcher.expect_response("LiveconvoGuidanceAdded")

    everything = await visitor.open()
    await everything.select_tab("ReadEverything")
    await everything.run()
    await everything.expect_response('"balance"', '"subscriptionTier": "PRO"', "Union Chain Bridge", '"latitude"')
    await everything.page.screenshot(path=tmp_path / "everything.png")

    writer = await visitor.open()
    await writer.select_tab("AppendTranscript")
    await writer.run()
    await writer.expect_response("Could you send me the offer by Friday?", '"isFinal": true')

    await watcher.expect_response("LiveconvoTranscriptAdded", "Could you send me the offer by Friday?")
    await watcher.page.screenshot(path=tmp_path / "watching.png")
    assert visitor.console_errors == []
    assert visitor.foreign_requests == []
