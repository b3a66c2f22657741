"""The protocol graphql-transport-ws over real sockets: every frame ends in an answer or in a close code."""

import asyncio
import datetime as dt
from typing import Any
from uuid import uuid4

import orjson
import pytest
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode

from tests.live.sockets import EVENTS, ME, Socket, gauges, init, raw, signed_in, until
from tests.live.writers import Writer
from tests.people import People
from tests.served import Client, Served

START = """
mutation Start($title: String!) { liveconvoStartSession(input: { title: $title }) { session { id title status } } }
"""
SLOW = 'subscription { liveconvoSessionEvents(sessionId: "%s") { __typename } }'


async def test_query_mutation_and_subscription_run_on_one_socket(served: Served, people: People) -> None:
    person = await people.person()
    async with signed_in(served, person) as socket:
        await socket.subscribe("q", ME)
        me = {"liveconvo": {"me": {"id": str(person.id)}}}
        assert await socket.receive() == {"id": "q", "type": "next", "payload": {"data": me}}
        assert await socket.receive() == {"id": "q", "type": "complete"}
        await socket.subscribe("m", START, title="A call")
        answer = await socket.receive()
        made = answer["payload"]["data"]["liveconvoStartSession"]["session"]
        assert answer == {
            "id": "m",
            "type": "next",
            "payload": {"data": {"liveconvoStartSession": {"session": made}}},
        }
        assert (made["title"], made["status"]) == ("A call", "ACTIVE")
        assert await socket.receive() == {"id": "m", "type": "complete"}
        await socket.follow(made["id"], identifier="s")
        event = {"__typename": "LiveconvoSessionChanged", "seq": 1, "session": {"title": "A call"}}
        data = {"liveconvoSessionEvents": event}
        assert await socket.receive() == {"id": "s", "type": "next", "payload": {"data": data}}
        await socket.send({"id": "s", "type": "complete"})
        assert await socket.silence()


async def test_subscribe_before_connection_init_is_unauthorized(served: Served) -> None:
    async with raw(served) as socket:
        await socket.subscribe("1", ME)
        assert await socket.closed() == (4401, "Unauthorized: connection_init comes first")


@pytest.mark.parametrize("offered", [None, ["graphql-ws"], ["soap"], ["graphql-ws", "soap"]])
async def test_other_subprotocols_are_not_acceptable(served: Served, offered: Any) -> None:
    async with raw(served, subprotocols=offered) as socket:
        assert socket.connection.subprotocol is None
        assert await socket.closed() == (4406, "Subprotocol not acceptable: use graphql-transport-ws")


async def test_our_subprotocol_is_chosen_among_several(served: Served) -> None:
    async with raw(served, subprotocols=["graphql-ws", "graphql-transport-ws"]) as socket:
        assert socket.connection.subprotocol == "graphql-transport-ws"


async def test_silent_client_is_closed(strict: Served) -> None:
    async with raw(strict) as socket:
        assert await socket.closed(2) == (4408, "Connection initialisation timeout")


async def test_client_that_only_pings_before_connection_init_is_closed(strict: Served) -> None:
    async with raw(strict) as socket:
        await socket.send({"type": "ping"})
        assert await socket.receive() == {"type": "pong"}
        assert await socket.closed(2) == (4408, "Connection initialisation timeout")


async def test_second_connection_init_closes_the_socket(served: Served, people: People) -> None:
    person = await people.person()
    async with signed_in(served, person) as socket:
        await socket.send(init(person.token()))
        assert await socket.closed() == (4429, "Too many initialisation requests")


async def test_id_in_use_closes_the_socket(served: Served, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(served, person) as socket:
        await socket.follow(session, after=0, identifier="mine")
        await socket.event()
        await socket.subscribe("mine", ME)
        assert await socket.closed() == (4409, "Subscriber for mine already exists")


async def test_id_is_free_again_after_complete_of_either_side(served: Served, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(served, person) as socket:
        for _ in range(3):
            await socket.subscribe("1", ME)
            assert [(await socket.receive())["type"] for _ in range(2)] == ["next", "complete"]
        for _ in range(3):
            await socket.follow(session, after=0)
            assert (await socket.event())["seq"] == 1
            await socket.send({"id": "1", "type": "complete"})


async def test_operation_beyond_the_limit_gets_an_error_and_the_others_go_on(
    strict: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(strict, person) as socket:
        for number in range(3):
            await socket.follow(session, after=0, identifier=str(number))
            await socket.event()
        await socket.subscribe("fourth", ME)
        message = "A socket runs at most 3 operations at a time."
        error = {"message": message, "extensions": {"code": "RATE_LIMITED"}}
        assert await socket.receive() == {"id": "fourth", "type": "error", "payload": [error]}
        await writer.transcript(session, "Still here.")
        frames = [await socket.receive() for _ in range(3)]
        assert sorted(frame["id"] for frame in frames) == ["0", "1", "2"]
        await socket.send({"id": "0", "type": "complete"})
        await until(strict, {"subscriptions": 2})
        await socket.subscribe("fifth", ME)
        assert (await socket.receive())["type"] == "next"


async def test_too_many_sockets_of_one_user_are_refused(strict: Served, people: People) -> None:
    person, other = await people.person(), await people.person()
    async with signed_in(strict, person), signed_in(strict, person), signed_in(strict, person):
        async with raw(strict) as fourth:
            await fourth.send(init(person.token()))
            assert await fourth.closed() == (4429, "A user may keep at most 3 connections open.")
        async with signed_in(strict, other) as socket:
            await socket.subscribe("1", ME)
            assert (await socket.receive())["type"] == "next"
    assert await until(strict, {"connections": 0}) == {"connections": 0}
    async with signed_in(strict, person):
        assert (await gauges(strict))["sockets"] == 1


async def test_too_many_sockets_in_all_are_sent_away_until_later(strict: Served, people: People) -> None:
    assert await until(strict, {"connections": 0}) == {"connections": 0}
    persons = [await people.person() for _ in range(8)]
    sockets = [signed_in(strict, person) for person in persons]
    try:
        for socket in sockets:
            await socket.__aenter__()
        async with raw(strict) as ninth:
            assert await ninth.closed() == (1013, "There is no room for another connection: try again later.")
    finally:
        for socket in sockets:
            await socket.__aexit__(None, None, None)
    assert await until(strict, {"connections": 0}) == {"connections": 0}


DEEP = "[" * 50_000 + "]" * 50_000
BAD = [
    "[]",
    "null",
    "1",
    '"x"',
    "{}",
    '{"id":{}}',
    "",
    "{",
    '{"type":5}',
    '{"type":null}',
    '{"type":"unknown"}',
    '{"type":"ping","payload":"x"}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","payload":{"query":"{ __typename }"}}',
    '{"id":"","type":"subscribe","payload":{"query":"{ __typename }"}}',
    '{"id":1,"type":"subscribe","payload":{"query":"{ __typename }"}}',
    f'{{"id":"{"i" * 129}","type":"subscribe","payload":{{"query":"{{ __typename }}"}}}}',
    '{"id":"1","type":"subscribe"}',
    '{"id":"1","type":"subscribe","payload":"x"}',
    '{"id":"1","type":"subscribe","payload":null}',
    '{"id":"1","type":"subscribe","payload":1}',
    '{"id":"1","type":"subscribe","payload":{}}',
    '{"id":"1","type":"subscribe","payload":{"query":5}}',
    '{"id":"1","type":"subscribe","payload":{"query":""}}',
    '{"id":"1","type":"subscribe","payload":{"query":"{ __typename }","variables":[]}}',
    '{"id":"1","type":"subscribe","payload":{"query":"{ __typename }","operationName":1}}',
    '{"id":"1","type":"subscribe","payload":{"query":"{ __typename }","extensions":"x"}}',
    '{"type":"complete"}',
    '{"id":{},"type":"complete"}',
    DEEP[:60_000],
    '{"id":"1","type":"subscribe","payload":' + "[" * 30_000 + "]" * 30_000 + "}",
    b"{}",
    b"\xff\xfe",
]


@pytest.mark.parametrize("frame", BAD, ids=lambda frame: str(frame[:60]))
async def test_frame_that_is_no_message_closes_the_socket_as_bad(served: Served, people: People, frame: Any) -> None:
    async with raw(served) as fresh:
        await fresh.connection.send(frame)
        assert (await fresh.closed())[0] in ((4400, 4401) if b"type" in _bytes(frame) else (4400,))
    async with signed_in(served, await people.person()) as socket:
        await socket.connection.send(frame)
        assert (await socket.closed())[0] == 4400


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


@pytest.mark.parametrize("payload", ["x", 1, [], True])
async def test_connection_init_with_a_payload_that_is_no_object_is_bad(served: Served, payload: Any) -> None:
    async with raw(served) as socket:
        await socket.send({"type": "connection_init", "payload": payload})
        assert await socket.closed() == (4400, "A payload must be an object")


@pytest.mark.parametrize("data", [b"\xff\xfe\xfd", b'{"type":"ping"}\xc3', b"\xed\xa0\x80"])
async def test_text_that_is_not_utf8_is_bad(served: Served, people: People, data: bytes) -> None:
    async with signed_in(served, await people.person()) as socket:
        await _write(socket, Frame(Opcode.TEXT, data))
        assert await socket.closed() == (4400, "Frames must be text in UTF-8")


@pytest.mark.parametrize("size", [64 * 1024 + 1, 64 * 1024 + 2048, 2 * 1024 * 1024])
async def test_frame_that_is_too_large_closes_the_socket(served: Served, people: People, size: int) -> None:
    async with signed_in(served, await people.person()) as socket:
        await socket.connection.send("x" * size)
        assert (await socket.closed())[0] == 1009


async def test_large_message_in_small_pieces_is_too_large_as_well(served: Served, people: People) -> None:
    async with signed_in(served, await people.person()) as socket:
        await socket.connection.send(["x" * 1000] * 100)
        assert (await socket.closed())[0] == 1009


async def _write(socket: Socket, frame: Frame) -> None:
    socket.connection.transport.write(frame.serialize(mask=True, extensions=[]))


async def test_ping_is_answered_and_pong_is_ignored(served: Served, people: People) -> None:
    async with signed_in(served, await people.person()) as socket:
        await socket.send({"type": "ping", "payload": {"at": 1}})
        assert await socket.receive() == {"type": "pong"}
        await socket.send({"type": "pong"})
        assert await socket.silence(0.1)


async def test_complete_stops_a_stream_and_a_second_one_is_ignored(
    served: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(served, person) as socket:
        await socket.follow(session)
        await socket.event()
        await socket.send({"id": "1", "type": "complete"})
        await socket.send({"id": "1", "type": "complete"})
        await socket.send({"id": "never seen", "type": "complete"})
        await socket.send({"type": "ping"})
        assert await socket.receive() == {"type": "pong"}
        await writer.transcript(session, "Nobody hears this.")
        assert await socket.silence()


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"cookie": "a=b"}, {"origin": ""}]
)
async def test_page_of_another_site_cannot_open_a_socket(served: Served, headers: dict[str, str]) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with raw(served, additional_headers=headers):
            pass
    assert refused.value.response.status_code == 403


async def test_page_of_the_same_site_can_open_a_socket(served: Served, people: People) -> None:
    headers = {"origin": served.url, "cookie": "a=b"}
    async with signed_in(served, await people.person(), additional_headers=headers) as socket:
        assert socket.connection.subprotocol == "graphql-transport-ws"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (None, "Forbidden: A token is needed: send Authorization: Bearer <token>."),
        ({}, "Forbidden: A token is needed: send Authorization: Bearer <token>."),
        ({"authorization": "Bearer x.y.z"}, "Forbidden: The token is not valid."),
        ({"authorization": "Basic eA=="}, "Forbidden: The Authorization header must be: Bearer <token>."),
        (
            {"authorization": ["Bearer x"]},
            "Forbidden: The payload of connection_init needs one authorization, which is a text.",
        ),
        (
            {"authorization": "Bearer x", "Authorization": "Bearer y"},
            "Forbidden: The payload of connection_init needs one authorization, which is a text.",
        ),
    ],
)
async def test_socket_without_a_valid_token_is_forbidden(served: Served, payload: Any, reason: str) -> None:
    async with raw(served) as socket:
        await socket.send({"type": "connection_init", **({} if payload is None else {"payload": payload})})
        assert await socket.closed() == (4403, reason)


async def test_expired_token_is_forbidden(served: Served, people: People) -> None:
    token = (await people.person()).token(lifetime=dt.timedelta(minutes=-5))
    async with raw(served) as socket:
        await socket.send(init(token))
        assert await socket.closed() == (4403, "Forbidden: The token has expired.")


async def test_token_that_expires_while_subscribed_closes_the_socket(
    strict: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(strict, person, person.token(lifetime=dt.timedelta(seconds=2))) as socket:
        await socket.follow(session)
        assert (await socket.event())["seq"] == 1
        assert await socket.closed(4) == (4403, "Token expired")
    assert await until(strict, {"sockets": 0, "subscriptions": 0}) == {"sockets": 0, "subscriptions": 0}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nothing }", "BAD_INPUT"),
        ("{", "BAD_INPUT"),
        ("subscription { liveconvoSessionEvents { __typename } }", "BAD_INPUT"),
        ("query($x: Int!) { __typename }", "BAD_INPUT"),
        ("{" + " " * 17_000 + "__typename }", "QUERY_TOO_COMPLEX"),
        ("{ a " * 40 + "}" * 40, "QUERY_TOO_COMPLEX"),
        ("{" + " ".join(f"a{n}: __typename" for n in range(60)) + "}", "QUERY_TOO_COMPLEX"),
    ],
)
async def test_invalid_or_too_large_document_gets_the_error_it_gets_over_http(
    served: Served, people: People, query: str, code: str
) -> None:
    person = await people.person()
    async with Client.of(served.url) as client:
        over_http = (await client.post(person.token(), query)).json()["errors"]
    async with signed_in(served, person) as socket:
        await socket.subscribe("1", query)
        assert await socket.receive() == {"id": "1", "type": "error", "payload": over_http}
        assert over_http[0]["extensions"]["code"] == code
        await socket.subscribe("1", ME)
        assert (await socket.receive())["type"] == "next"


async def test_operations_of_a_socket_run_side_by_side(served: Served, people: People, owner: Any) -> None:
    person = await people.person()
    async with signed_in(served, person) as socket:
        async with owner.transaction():
            await owner.execute("LOCK TABLE liveconvo.templates IN ACCESS EXCLUSIVE MODE")
            await socket.subscribe("slow", "{ liveconvo { templates { totalCount } } }")
            await socket.subscribe("quick", ME)
            frames = [await socket.receive(1), await socket.receive(1)]
            assert [(frame["id"], frame["type"]) for frame in frames] == [("quick", "next"), ("quick", "complete")]
        frames = [await socket.receive(), await socket.receive()]
        assert [(frame["id"], frame["type"]) for frame in frames] == [("slow", "next"), ("slow", "complete")]


async def test_clients_that_come_and_go_leave_nothing_behind(roomy: Served, people: People) -> None:
    person = await people.person()
    session = await people.session(person)
    token = person.token()
    before = await gauges(roomy)

    async def come_and_go(number: int) -> None:
        async with raw(roomy, close_timeout=0.1) as socket:
            await socket.send(init(token))
            await socket.receive()
            await socket.follow(session, after=0)
            if number % 4:
                await socket.event()
            if number % 2:
                socket.connection.transport.abort()

    for start in range(0, 500, 25):
        await asyncio.gather(*(come_and_go(number) for number in range(start, start + 25)))
    after = await until(roomy, before)
    assert after == before
    assert (after["sockets"], after["subscriptions"], after["topics_followed"]) == (0, 0, 0)


async def test_unknown_session_is_not_found_before_anything_is_sent(served: Served, people: People) -> None:
    person, other = await people.person(), await people.person()
    foreign = await people.session(other)
    answers = []
    async with signed_in(served, person) as socket:
        for session in (foreign, uuid4()):
            await socket.subscribe("1", EVENTS, session=str(session), after=0)
            answers.append([await asyncio.wait_for(socket.connection.recv(), 5) for _ in range(2)])
    assert answers[0] == answers[1]
    first = orjson.loads(answers[0][0])
    assert first["payload"]["data"] is None
    assert first["payload"]["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert orjson.loads(answers[0][1]) == {"id": "1", "type": "complete"}
