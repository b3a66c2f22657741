"""Comments on streams on which nothing happens."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import nullcontext
from typing import Any

import pytest

from gql import event_stream
from gql.answer import Answer
from gql.event_stream import EventStream


async def test_quiet_stream_gets_comments_until_the_gateway_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "KEEP_ALIVE_SECONDS", 0.02)
    stopping = asyncio.Event()
    ended: list[str] = []
    sent: list[dict[str, Any]] = []

    async def answers() -> AsyncGenerator[Answer, None]:
        try:
            await asyncio.Event().wait()
            yield Answer()
        finally:
            ended.append("answers")

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) == 5:
            stopping.set()

    async def receive() -> Any:
        await asyncio.Event().wait()

    await EventStream(answers(), stopping, None, nullcontext())({"type": "http"}, receive, send)
    bodies = [message.get("body") for message in sent]
    assert bodies == [None, b":\n\n", b":\n\n", b":\n\n", b":\n\n", b"event: complete\ndata:\n\n", b""]
    assert ended == ["answers"]
