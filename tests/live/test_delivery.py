"""Delivery of events: the right type, every number once and in order, under the subscriber's own rights."""

import asyncio
import time
from typing import Any
from uuid import UUID

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from gateway.worker import JOBS, perform
from repositories.events import Event, EventHub, Resync
from tests.live.sockets import EVENTS, Socket, signed_in
from tests.live.writers import Writer, topic
from tests.people import People
from tests.served import Served

DELETE = "UPDATE liveconvo.sessions SET deleted_at = now() WHERE id = $1"


def added(seq: int, content: str, final: bool = True) -> dict[str, Any]:
    return {
        "__typename": "LiveconvoTranscriptAdded",
        "seq": seq,
        "transcript": {"content": content, "isFinal": final},
    }


async def test_every_kind_of_event_has_its_type_and_the_next_number(
    served: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person, title="A call")
    async with signed_in(served, person) as socket:
        await socket.follow(session)
        assert await socket.event() == {
            "__typename": "LiveconvoSessionChanged",
            "seq": 1,
            "session": {"title": "A call"},
        }
        said = await writer.transcript(session, "Hel", final=False)
        assert await socket.event() == added(2, "Hel", False)
        await writer.revise(session, said, "Hello", final=False)
        revised = {"__typename": "LiveconvoTranscriptRevised", "transcript": {"content": "Hello", "isFinal": False}}
        assert await socket.event() == {**revised, "seq": 3}
        await writer.revise(session, said, "Hello.", final=True)
        final = {"__typename": "LiveconvoTranscriptRevised", "transcript": {"content": "Hello.", "isFinal": True}}
        assert await socket.event() == {**final, "seq": 4}
        hint = await writer.guidance(session, "Ask.")
        given = {"__typename": "LiveconvoGuidanceAdded", "seq": 5, "guidance": {"content": "Ask."}}
        assert await socket.event() == given
        await writer.change(session, "UPDATE liveconvo.guidance SET was_displayed = true WHERE id = $1", hint)
        seen = {"content": "Ask.", "wasDisplayed": True}
        assert await socket.event() == {"__typename": "LiveconvoGuidanceChanged", "seq": 6, "guidance": seen}
        await writer.change(session, "DELETE FROM liveconvo.transcripts WHERE id = $1", said)
        gone = {"__typename": "LiveconvoTranscriptRevised", "seq": 7, "transcript": None}
        assert await socket.event() == gone
        await writer.change(session, DELETE, session)
        assert await socket.event() == {"__typename": "LiveconvoSessionChanged", "seq": 8, "session": None}
        assert await socket.silence()


async def test_transcripts_leave_out_other_events_and_keep_their_numbers(
    served: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    query = """
    subscription ($session: UUID!, $after: Int) {
      liveconvoTranscripts(sessionId: $session, after: $after) {
        ... on LiveconvoTranscriptAdded { seq transcript { content session { id } } }
      }
    }
    """
    async with signed_in(served, person) as socket:
        await socket.follow(session, query=query)
        await writer.guidance(session, "Not this.")
        await writer.transcript(session, "This.")
        assert await socket.event() == {"seq": 3, "transcript": {"content": "This.", "session": {"id": str(session)}}}


async def test_after_replays_and_goes_on_live_without_a_gap_or_a_repetition(
    served: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    for number in range(2, 22):
        await writer.transcript(session, str(number))

    async def write() -> None:
        for number in range(22, 82):
            await writer.transcript(session, str(number))

    async with signed_in(served, person) as socket:
        writing = asyncio.create_task(write())
        for identifier, after in (("a", 0), ("b", 5), ("c", 21)):
            await socket.follow(session, after=after, identifier=identifier)
        seen: dict[str, list[int]] = {"a": [], "b": [], "c": []}
        while any(numbers[-1:] != [81] for numbers in seen.values()):
            frame = await socket.receive()
            seen[frame["id"]].append(frame["payload"]["data"]["liveconvoSessionEvents"]["seq"])
        await writing
        assert seen == {"a": list(range(1, 82)), "b": list(range(6, 82)), "c": list(range(22, 82))}
        assert await socket.silence(0.2)


async def test_without_after_only_what_happens_from_now_on_is_delivered(
    served: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    await writer.transcript(session, "Before.")
    async with signed_in(served, person) as socket:
        await socket.follow(session, after=None)
        assert await socket.silence(0.3)
        await writer.transcript(session, "After.")
        assert await socket.event() == added(3, "After.")


async def test_replay_of_more_than_is_kept_at_hand_comes_from_the_log(
    served: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    await writer.change(
        session,
        "INSERT INTO liveconvo.transcripts (session_id, content, start_time_seconds, is_final)"
        " SELECT $1, n::text, n, true FROM generate_series(2, 1201) AS n",
        session,
    )
    query = (
        "subscription ($session: UUID!, $after: Int) { liveconvoSessionEvents(sessionId: $session, after: $after)"
        " { ... on LiveconvoTranscriptAdded { seq } ... on LiveconvoSessionChanged { seq } } }"
    )
    async with signed_in(served, person) as socket:
        await socket.follow(session, query=query)
        assert [event["seq"] for event in await socket.events(1201)] == list(range(1, 1202))


async def test_plain_sql_without_notify_arrives_by_the_poll(served: Served, people: People, writer: Writer) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(served, person) as socket:
        await socket.follow(session)
        await socket.event()
        started = time.monotonic()
        await writer.transcript(session, "Quiet.", notify=False)
        assert await socket.event() == added(2, "Quiet.")
        assert time.monotonic() - started < 1.5


async def test_cursor_that_another_gateway_gave_waits_instead_of_starting_anew(
    place: Addresses, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    hub = EventHub(place.url("listener"))
    await hub.open()
    try:
        early = hub.follow(topic(session), 0)
        assert (await anext(early)).seq == 1
        for content in ("Two.", "Three."):
            await writer.transcript(session, content, notify=False)
        late = hub.follow(topic(session), 3)
        waiting = asyncio.ensure_future(anext(late))
        assert [(await anext(early)).seq for _ in range(2)] == [2, 3]
        assert not waiting.done()
        await writer.transcript(session, "Four.")
        event = await asyncio.wait_for(waiting, 3)
        assert (type(event), event.seq) == (Event, 4)
        await early.aclose()
        await late.aclose()
        assert (hub.topics_followed, hub.followers) == (0, 0)
    finally:
        await hub.close()


async def test_cursor_that_nobody_gave_starts_anew(served: Served, people: People, writer: Writer) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(served, person) as socket:
        await socket.follow(session, after=1_000)
        assert await socket.event() == {"__typename": "LiveconvoResync", "seq": 1}
        await writer.transcript(session, "On.")
        assert await socket.event() == added(2, "On.")


async def test_cursor_older_than_the_log_starts_anew_and_goes_on(
    served: Served, people: People, writer: Writer, owner: Any
) -> None:
    person = await people.person()
    session = await people.session(person)
    for number in range(2, 6):
        await writer.transcript(session, str(number))
    await owner.execute("DELETE FROM quintet.events WHERE topic = $1 AND seq <= 3", topic(session))
    async with signed_in(served, person) as socket:
        await socket.follow(session, after=2, identifier="old")
        assert await socket.event() == {"__typename": "LiveconvoResync", "seq": 5}
        await socket.follow(session, after=3, identifier="young")
        assert await socket.events(2) == [added(4, "4"), added(5, "5")]
        await writer.transcript(session, "6")
        assert await socket.events(2) == [added(6, "6"), added(6, "6")]


async def test_events_dropped_while_nobody_could_look_start_anew(
    place: Addresses, people: People, writer: Writer, owner: Any
) -> None:
    person = await people.person()
    session = await people.session(person)
    hub = EventHub(place.url("listener"))
    await hub.open()
    try:
        events = hub.follow(topic(session), 0)
        assert (await anext(events)).seq == 1
        async with owner.transaction():
            for content in ("Two.", "Three."):
                await owner.execute(
                    "INSERT INTO liveconvo.transcripts (session_id, content, start_time_seconds) VALUES ($1, $2, 0)",
                    session,
                    content,
                )
            await owner.execute("DELETE FROM quintet.events WHERE topic = $1 AND seq > 1", topic(session))
        event = await asyncio.wait_for(anext(events), 3)
        assert (type(event), event.seq) == (Resync, 3)
        await writer.transcript(session, "Four.")
        assert (await asyncio.wait_for(anext(events), 3)).seq == 4
        await events.aclose()
    finally:
        await hub.close()


async def test_worker_drops_old_chunks_and_followers_start_anew(
    place: Addresses, served: Served, people: People, writer: Writer, owner: Any
) -> None:
    person = await people.person()
    session = await people.session(person)
    await writer.transcript(session, "Old.")
    await writer.transcript(session, "Young.")
    await owner.execute(
        "WITH old AS (DELETE FROM quintet.events WHERE topic = $1 AND seq <= 2 RETURNING *)"
        " INSERT INTO quintet.events (topic, seq, at, entity, entity_id, operation)"
        " SELECT topic, seq, at - interval '80 hours', entity, entity_id, operation FROM old",
        topic(session),
    )
    async with signed_in(served, person) as socket:
        await socket.follow(session, identifier="before")
        assert [event["seq"] for event in await socket.events(3)] == [1, 2, 3]
        assert await perform(place.url("worker"), JOBS[0]) == 1
        await socket.follow(session, identifier="after")
        assert await socket.event() == {"__typename": "LiveconvoResync", "seq": 3}
        await writer.transcript(session, "Now.")
        assert await socket.events(2) == [added(4, "Now."), added(4, "Now.")]
    kept = await owner.fetch("SELECT seq FROM quintet.events WHERE topic = $1 ORDER BY seq", topic(session))
    assert [row["seq"] for row in kept] == [3, 4]
    async with connected(place.url("worker")) as connection:
        assert await connection.fetchval("SELECT quintet.drop_old_events(interval '72 hours')") == 0


@pytest.mark.parametrize("change", ["is_active = false", "deleted_at = now()"])
async def test_suspended_user_gets_no_more_rows(
    served: Served, people: People, writer: Writer, owner: Any, change: str
) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(served, person) as socket:
        await socket.follow(session)
        await socket.event()
        await owner.execute(f"UPDATE liveconvo.users SET {change} WHERE id = $1", person.id)
        await writer.transcript(session, "Secret.")
        message = "The token's account does not exist or is suspended."
        error = {"message": message, "extensions": {"code": "UNAUTHENTICATED"}}
        expected = {"id": "1", "type": "next", "payload": {"errors": [error], "data": None}}
        assert await socket.receive() == expected
        assert await socket.receive() == {"id": "1", "type": "complete"}
        await writer.transcript(session, "More secrets.")
        assert await socket.silence()


async def test_answers_are_shared_by_equal_rights_and_selections_only(
    served: Served, people: People, writer: Writer
) -> None:
    person, staff = await people.person(full_name="Olga Owner"), await people.person()
    session = await people.session(person, title="Shared")
    renamed = EVENTS.replace("$session", "$where").replace("$after", "$from")
    narrow = (
        "subscription ($session: UUID!, $after: Int, $wanted: Boolean!) {"
        " liveconvoSessionEvents(sessionId: $session, after: $after) {"
        " ... on LiveconvoTranscriptAdded { seq transcript { content @include(if: $wanted) speaker } } } }"
    )
    async with (
        signed_in(served, person) as one,
        signed_in(served, person) as two,
        signed_in(served, staff, staff.token(roles=("admin",))) as admin,
    ):
        await one.follow(session, after=1, identifier="plain")
        await one.subscribe("renamed", renamed, where=str(session), **{"from": 1})
        await two.subscribe("wanted", narrow, session=str(session), after=1, wanted=True)
        await two.subscribe("unwanted", narrow, session=str(session), after=0, wanted=False)
        await admin.follow(session, after=1, identifier="admin")
        await admin.subscribe("me", VIEWER, session=str(session), after=1)
        await one.subscribe("me", VIEWER, session=str(session), after=1)
        assert await by_identifier(two, 1) == {"unwanted": {}}
        await writer.transcript(session, "Hi.")
        owned = {"seq": 2, "transcript": {"session": {"user": {"fullName": "Olga Owner"}}}}
        assert await by_identifier(one, 3) == {"plain": added(2, "Hi."), "renamed": added(2, "Hi."), "me": owned}
        assert await by_identifier(two, 2) == {
            "wanted": {"seq": 2, "transcript": {"content": "Hi.", "speaker": "USER"}},
            "unwanted": {"seq": 2, "transcript": {"speaker": "USER"}},
        }
        assert await by_identifier(admin, 2) == {"admin": added(2, "Hi."), "me": owned}


VIEWER = (
    "subscription ($session: UUID!, $after: Int) { liveconvoSessionEvents(sessionId: $session, after: $after) {"
    " ... on LiveconvoTranscriptAdded { seq transcript { session { user { fullName } } } } } }"
)


async def by_identifier(socket: Socket, count: int) -> dict[str, Any]:
    """The next events of a socket by the operation they are for."""
    frames = [await socket.receive() for _ in range(count)]
    assert [frame["type"] for frame in frames] == ["next"] * count, frames
    return {frame["id"]: frame["payload"]["data"]["liveconvoSessionEvents"] for frame in frames}


async def test_owner_gets_no_rows_after_losing_the_session_while_the_admin_does(
    served: Served, people: People, writer: Writer, owner: Any
) -> None:
    person, heir, staff = await people.person(), await people.person(), await people.person()
    session = await people.session(person, title="A call")
    async with (
        signed_in(served, person) as loser,
        signed_in(served, staff, staff.token(roles=("admin",))) as admin,
    ):
        await loser.follow(session)
        await admin.follow(session)
        assert (await loser.event())["seq"] == (await admin.event())["seq"] == 1
        await owner.execute("UPDATE liveconvo.sessions SET user_id = $2 WHERE id = $1", session, heir.id)
        await writer.transcript(session, "For the heir.")
        assert await loser.events(2) == [
            {"__typename": "LiveconvoSessionChanged", "seq": 2, "session": None},
            {"__typename": "LiveconvoTranscriptAdded", "seq": 3, "transcript": None},
        ]
        changed = {"__typename": "LiveconvoSessionChanged", "seq": 2, "session": {"title": "A call"}}
        assert await admin.events(2) == [changed, added(3, "For the heir.")]


async def test_after_that_is_used_for_something_else_too_is_not_taken_for_a_mere_cursor(
    served: Served, people: People, writer: Writer
) -> None:
    person = await people.person()
    session = await people.session(person)
    await writer.transcript(session, "One.")
    await writer.transcript(session, "Two.")
    query = (
        "subscription ($session: UUID!, $after: Int) { liveconvoSessionEvents(sessionId: $session, after: $after) {"
        " ... on LiveconvoTranscriptAdded { seq transcript { session { transcripts(first: $after) {"
        " nodes { content } } } } } } }"
    )
    async with signed_in(served, person) as socket:
        await socket.follow(session, after=1, query=query, identifier="1")
        await socket.follow(session, after=2, query=query, identifier="2")
        frames = [await socket.receive() for _ in range(3)]
    counted = sorted(
        (
            frame["id"],
            frame["payload"]["data"]["liveconvoSessionEvents"]["seq"],
            len(frame["payload"]["data"]["liveconvoSessionEvents"]["transcript"]["session"]["transcripts"]["nodes"]),
        )
        for frame in frames
    )
    assert counted == [("1", 2, 1), ("1", 3, 1), ("2", 3, 2)]


@pytest.mark.parametrize("after", [-1, 2**31, "x", 1.5])
async def test_cursor_that_is_no_number_of_an_event_is_refused(served: Served, people: People, after: Any) -> None:
    person = await people.person()
    session = await people.session(person)
    async with signed_in(served, person) as socket:
        await socket.follow(session, after=after)
        frame = await socket.receive()
        errors = frame["payload"]["errors"] if frame["type"] == "next" else frame["payload"]
        assert errors[0]["extensions"]["code"] == "BAD_INPUT"


async def test_nobody_subscribed_means_no_queries(place: Addresses, people: People, writer: Writer) -> None:
    person = await people.person()
    session = await people.session(person)
    hub = EventHub(place.url("listener"))
    await hub.open()
    try:
        events = hub.follow(topic(session), 0)
        assert (await anext(events)).seq == 1
        await events.aclose()
        await asyncio.sleep(0.1)
        before = hub.statements_run
        await writer.transcript(session, "Unheard.")
        await asyncio.sleep(1.2)
        assert hub.statements_run == before
    finally:
        await hub.close()


async def test_many_topics_are_followed_at_once(roomy: Served, people: People, writer: Writer) -> None:
    person = await people.person()
    sessions: list[UUID] = [await people.session(person) for _ in range(60)]
    async with signed_in(roomy, person) as one, signed_in(roomy, person) as two, signed_in(roomy, person) as three:
        sockets = [one, two, three]
        for number, session in enumerate(sessions):
            await sockets[number % 3].follow(session, after=1, identifier=str(number))
        for number, session in enumerate(sessions):
            await writer.transcript(session, str(number), notify=number % 2 == 0)
        found: dict[str, Any] = {}
        for socket in sockets:
            found |= await by_identifier(socket, 20)
    assert found == {str(number): added(2, str(number)) for number in range(60)}
