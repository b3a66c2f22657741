"""Subscriptions as server-sent events, over plain HTTP."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson

from tests.live.sockets import EVENTS, ME, until
from tests.live.writers import Writer
from tests.people import People, Person
from tests.served import Served

NOTHING = {"connections": 0, "subscriptions": 0, "topics_followed": 0}


class Stream:
    """The events of one response."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def message(self, seconds: float = 5) -> tuple[str, Any]:
        """The next event: its name and its data."""
        async with asyncio.timeout(seconds):
            name = await self._line("event: ")
            data = (await anext(self._lines)).removeprefix("data:").strip()
            assert await anext(self._lines) == ""
            return name, orjson.loads(data) if data else None

    async def event(self) -> Any:
        """The event in the next message, which must be one without errors."""
        name, data = await self.message()
        assert (name, list(data)) == ("next", ["data"]), data
        return data["data"]["liveconvoSessionEvents"]

    async def comment(self) -> str:
        """The next line."""
        return await anext(self._lines)

    async def rest(self) -> list[str]:
        """All lines until the response ends."""
        async with asyncio.timeout(5):
            return [line async for line in self._lines]

    async def _line(self, start: str) -> str:
        async for line in self._lines:
            if line.startswith(start):
                return line.removeprefix(start)
        raise AssertionError("the stream has ended")


@contextlib.asynccontextmanager
async def streaming(
    served: Served, person: Person, query: str = EVENTS, token: str | None = None, **variables: Any
) -> AsyncIterator[Stream]:
    """A response with Accept: text/event-stream."""
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {token or person.token()}"}
    async with httpx.AsyncClient(timeout=10) as http:
        body = {"query": query, "variables": variables}
        async with http.stream("POST", f"{served.url}/graphql", json=body, headers=headers) as response:
            yield Stream(response)


def following(served: Served, person: Person, session: UUID, after: int = 0) -> Any:
    """A stream of a session's events."""
    return streaming(served, person, session=str(session), after=after)


async def test_events_come_as_next_and_resume_by_after(served: Served, people: People, writer: Writer) -> None:
    person = await people.person()
    session = await people.session(person, title="A call")
    async with following(served, person, session) as stream:
        assert stream.response.status_code == 200
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["cache-control"] == "no-store"
        assert "content-length" not in stream.response.headers
        assert await stream.comment() == ":"
        first = {"__typename": "LiveconvoSessionChanged", "seq": 1, "session": {"title": "A call"}}
        assert await stream.message() == ("next", {"data": {"liveconvoSessionEvents": first}})
        await writer.transcript(session, "One\nline.")
        assert (await stream.event())["transcript"] == {"content": "One\nline.", "isFinal": True}
    await writer.transcript(session, "Missed.")
    async with following(served, person, session, after=2) as stream:
        assert (await stream.event())["seq"] == 3
        await writer.transcript(session, "Live again.")
        assert (await stream.event())["seq"] == 4


async def test_query_gives_one_next_and_complete(served: Served, people: People) -> None:
    person = await people.person()
    async with streaming(served, person, ME) as stream:
        assert await stream.message() == ("next", {"data": {"liveconvo": {"me": {"id": str(person.id)}}}})
        assert await stream.message() == ("complete", None)
        assert await stream.rest() == []


async def test_get_streams_as_well(served: Served, people: People) -> None:
    person = await people.person()
    headers = {"accept": "text/event-stream", "authorization": f"Bearer {person.token()}"}
    async with httpx.AsyncClient() as http:
        answer = await http.get(f"{served.url}/graphql", params={"query": ME}, headers=headers)
    expected = f'{{"data":{{"liveconvo":{{"me":{{"id":"{person.id}"}}}}}}}}'
    assert answer.text == f":\n\nevent: next\ndata: {expected}\n\nevent: complete\ndata:\n\n"


async def test_request_that_cannot_run_is_refused_before_a_stream_begins(served: Served, people: People) -> None:
    person = await people.person()
    for token, query, status, code in (
        (None, "subscription { nothing }", 400, "BAD_INPUT"),
        (None, "subscription {", 400, "BAD_INPUT"),
        ("x.y.z", EVENTS, 401, "UNAUTHENTICATED"),
    ):
        async with streaming(served, person, query, token) as stream:
            assert stream.response.status_code == status
            assert stream.response.headers["content-type"] == "application/json; charset=utf-8"
            body = orjson.loads(await stream.response.aread())
            assert body["errors"][0]["extensions"]["code"] == code


async def test_unknown_and_foreign_sessions_look_the_same_and_complete(served: Served, people: People) -> None:
    person, other = await people.person(), await people.person()
    texts = []
    for session in (uuid4(), await people.session(other)):
        async with following(served, person, session) as stream:
            texts.append(await stream.rest())
    assert texts[0] == texts[1]
    assert texts[0][2] == "event: next"
    assert orjson.loads(texts[0][3].removeprefix("data: "))["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert texts[0][5] == "event: complete"


async def test_client_that_leaves_frees_everything(served: Served, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    assert await until(served, NOTHING) == NOTHING
    async with following(served, person, session) as one, following(served, person, session) as two:
        await one.event()
        await two.event()
        held = {"connections": 2, "subscriptions": 2, "topics_followed": 1}
        assert await until(served, held) == held
    assert await until(served, NOTHING) == NOTHING


async def test_streams_count_as_connections_of_their_user(strict: Served, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    assert await until(strict, NOTHING) == NOTHING
    async with contextlib.AsyncExitStack() as stack:
        streams = [await stack.enter_async_context(following(strict, person, session)) for _ in range(3)]
        assert [(await stream.event())["seq"] for stream in streams] == [1, 1, 1]
        async with following(strict, person, session) as fourth:
            assert fourth.response.status_code == 429
            body = orjson.loads(await fourth.response.aread())
        message = "A user may keep at most 3 connections open."
        assert body == {"errors": [{"message": message, "extensions": {"code": "RATE_LIMITED"}}]}
    assert await until(strict, NOTHING) == NOTHING


async def test_stream_ends_when_the_token_expires(strict: Served, people: People, writer: Writer) -> None:
    person = await people.person()
    session = await people.session(person)
    token = person.token(lifetime=dt.timedelta(seconds=2))
    async with streaming(strict, person, token=token, session=str(session), after=0) as stream:
        assert (await stream.event())["seq"] == 1
        error = {"message": "Token expired", "extensions": {"code": "UNAUTHENTICATED"}}
        assert await stream.message() == ("next", {"errors": [error]})
        assert await stream.message() == ("complete", None)
        assert await stream.rest() == []
    assert await until(strict, NOTHING) == NOTHING
