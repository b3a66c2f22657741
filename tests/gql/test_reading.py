"""Reading through the graph."""

from tests.people import People
from tests.served import Client


async def test_session_transcripts_and_guidance_come_in_one_request(client: Client, people: People) -> None:
    person = await people.person()
    session = await people.session(person, title="A call")
    await people.transcript(session, 1, content="First.")
    await people.transcript(session, 2, content="Second.")
    data = await client.data(
        person,
        "{ liveconvo { sessions { nodes { title transcripts { totalCount nodes { content session { id } } } } } } }",
    )
    said = [{"content": text, "session": {"id": str(session)}} for text in ("First.", "Second.")]
    assert data == {
        "liveconvo": {"sessions": {"nodes": [{"title": "A call", "transcripts": {"totalCount": 2, "nodes": said}}]}}
    }
