"""Both servers of the benchmark do the same work: the same question gets the same answer."""

import datetime as dt
import json

import httpx
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from bench.data import EPOCH
from bench.naive import application
from bench.queries import QUESTIONS, Question, comparable
from gateway.addresses import Addresses
from models.liveconvo import Guidance
from tests.people import People, Person
from tests.served import Client


@pytest.fixture(scope="module")
async def talkative(people: People) -> Person:
    """Somebody with three conversations, of which one was deleted."""
    person = await people.person()
    for number in range(3):
        deleted = {"deleted_at": EPOCH} if number == 2 else {}
        # Quintet leaves out the zeros at the end of a fraction of a second; whole minutes have none.
        at = EPOCH + dt.timedelta(minutes=number)
        session = await people.session(person, title=f"Call {number}", created_at=at, **deleted)
        for second in range(7):
            await people.transcript(session, second, speaker="other", is_final=None if second else True)
        for second in range(3):
            values = {"content": "Ask.", "guidance_type": "ask", "triggered_at_seconds": second}
            await people.insert(Guidance, session_id=session, **values)
    return person


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
async def test_the_plain_server_and_quintet_answer_the_same(
    client: Client, place: Addresses, talkative: Person, question: Question
) -> None:
    engine = create_async_engine(place.url("worker").replace("postgresql://", "postgresql+asyncpg://"))
    transport = httpx.ASGITransport(app=application(engine))
    body = {"query": question.naive, "variables": {"userId": str(talkative.id)}}
    async with httpx.AsyncClient(transport=transport, base_url="http://naive") as http:
        plain = comparable((await http.post("/graphql/", json=body)).json())
    await engine.dispose()
    quintet = comparable((await client.post(talkative.token(), question.quintet)).json())
    assert json.dumps(plain) == json.dumps(quintet)
    counts = [(s["title"], len(s["transcripts"]), len(s["guidance"])) for s in quintet]
    assert counts == [(f"Call {n}", min(7, question.transcripts), min(3, question.guidance)) for n in (1, 0)]
