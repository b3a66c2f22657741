"""Documents: registered, read and embedded, step by step."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from models.liveconvo import Document
from repositories.repository import table_of
from tests.gql.writing import refused, wrote
from tests.people import People, Person
from tests.served import Client

REGISTER, RECORD = "liveconvoRegisterDocument", "liveconvoRecordDocumentProcessing"
DOCUMENTS = table_of(Document)
FILE = {"originalFilename": "offer.pdf", "fileType": "PDF", "fileSizeBytes": 100 * 1024 * 1024}


@pytest.mark.parametrize("status", ["draft", "active", "completed"])
async def test_a_file_is_registered(client: Client, people: People, status: str) -> None:
    person = await people.person()
    session = str(await people.session(person, status=status))
    url = "https://files.example.com/offer.pdf?signature=1"
    row = await wrote(client, person, REGISTER, sessionId=session, **FILE, fileUrl=url)
    names = ("sessionId", "userId", "originalFilename", "fileType", "fileSizeBytes", "processingStatus")
    assert {name: row[name] for name in (*names, "embeddingStatus")} == {
        "sessionId": session,
        "userId": str(person.id),
        **FILE,
        "processingStatus": "PENDING",
        "embeddingStatus": "PENDING",
    }
    (kept,) = await people.run(sa.select(DOCUMENTS.c.file_url).where(DOCUMENTS.c.id == UUID(row["id"])))
    assert kept["file_url"] == url


@pytest.fixture
async def document(people: People) -> tuple[Person, str]:
    """A person with a file that was not read yet."""
    person = await people.person()
    session = await people.session(person)
    made = await people.insert(Document, session_id=session, user_id=person.id)
    return person, str(made)


STEPS = [
    ("PENDING", "PROCESSING", True),
    ("PENDING", "FAILED", True),
    ("PENDING", "COMPLETED", False),
    ("PROCESSING", "COMPLETED", True),
    ("PROCESSING", "FAILED", True),
    ("PROCESSING", "PENDING", False),
    ("COMPLETED", "PENDING", False),
    ("COMPLETED", "PROCESSING", False),
    ("COMPLETED", "FAILED", False),
    ("FAILED", "PENDING", True),
    ("FAILED", "PROCESSING", True),
    ("FAILED", "COMPLETED", False),
]


@pytest.mark.parametrize("column", ["processingStatus", "embeddingStatus"])
@pytest.mark.parametrize(("before", "after", "permitted"), STEPS)
async def test_reading_and_embedding_go_their_way(
    client: Client,
    people: People,
    document: tuple[Person, str],
    column: str,
    before: str,
    after: str,
    permitted: bool,
) -> None:
    person, key = document
    name = "processing_status" if column == "processingStatus" else "embedding_status"
    reason = {"processing_error": "Torn."} if before == "FAILED" else {}
    if before in ("COMPLETED", "FAILED"):
        await people.run(sa.update(DOCUMENTS).where(DOCUMENTS.c.id == UUID(key)).values({name: "processing"}))
    await people.run(sa.update(DOCUMENTS).where(DOCUMENTS.c.id == UUID(key)).values({name: before.lower(), **reason}))
    change = {column: after, "processingError": "Torn."}
    if permitted:
        row = await wrote(client, person, RECORD, documentId=key, **change)
        assert row[column] == after
    else:
        found = await refused(client, people, person, RECORD, documentId=key, **change)
        words = "Processing" if column == "processingStatus" else "Embedding"
        step = f"from {before.lower()} to {after.lower()}"
        assert found == ("CONFLICT", f"{words} status cannot change {step}.")


async def test_what_was_read_is_recorded(client: Client, document: tuple[Person, str]) -> None:
    person, key = document
    await wrote(client, person, RECORD, documentId=key, processingStatus="PROCESSING")
    row = await wrote(
        client,
        person,
        RECORD,
        documentId=key,
        processingStatus="COMPLETED",
        extractedText="Price: 5 €",
        ocrConfidenceScore="0.5",
        pineconeVectorId="v-1",
    )
    names = ("processingStatus", "extractedText", "ocrConfidenceScore", "pineconeVectorId", "processingError")
    assert tuple(row[name] for name in names) == ("COMPLETED", "Price: 5 €", "0.50", "v-1", None)


@pytest.mark.parametrize("reason", [{}, {"processingError": None}, {"processingError": ""}])
async def test_a_failure_needs_a_reason(
    client: Client, people: People, document: tuple[Person, str], reason: dict[str, Any]
) -> None:
    person, key = document
    found = await refused(client, people, person, RECORD, documentId=key, processingStatus="FAILED", **reason)
    assert found == ("BAD_INPUT", "A failure needs a processingError that says why.")


async def test_the_reason_of_a_failure_cannot_be_taken_away(
    client: Client, people: People, document: tuple[Person, str]
) -> None:
    person, key = document
    await wrote(client, person, RECORD, documentId=key, processingStatus="FAILED", processingError="Torn.")
    found = await refused(client, people, person, RECORD, documentId=key, processingError=None)
    assert found == ("BAD_INPUT", "This is not permitted: failure has a reason.")


async def test_recording_nothing_is_refused(client: Client, people: People, document: tuple[Person, str]) -> None:
    person, key = document
    assert await refused(client, people, person, RECORD, documentId=key) == (
        "BAD_INPUT",
        "Nothing to record was given.",
    )


PUBLIC = "fileUrl must be an https address of a public host."


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.com/x",
        "http://example.com/x",
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "https://[fd00::1]/x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://0x7f.0x0.0x0.0x1/x",
        "https://127.1/x",
        "https:///x",
        "https://",
        "//example.com/x",
        "example.com/x",
        "https://files.example.com/a\r\nX-Header: 1",
        "https://files.example.com/a b",
        "https://exam\tple.com/x",
        " https://files.example.com/x",
        "https://[x/",
        "",
    ],
)
async def test_a_file_lies_at_an_https_address_of_a_public_host(client: Client, people: People, url: str) -> None:
    person = await people.person()
    session = str(await people.session(person))
    found = await refused(client, people, person, REGISTER, sessionId=session, **FILE, fileUrl=url)
    assert found == ("BAD_INPUT", PUBLIC)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"originalFilename": ""}, "originalFilename cannot be empty."),
        ({"originalFilename": "x" * 256}, "originalFilename has 256 characters; the limit is 255."),
        ({"originalFilename": "\x00.pdf"}, "originalFilename contains a character that cannot be stored."),
        ({"fileSizeBytes": -1}, "fileSizeBytes is -1, but must be at least 0."),
        ({"fileSizeBytes": 104_857_601}, "fileSizeBytes is 104857601; the limit is 104857600."),
        ({"fileUrl": "https://e.example/" + "x" * 500}, "fileUrl has 518 characters; the limit is 512."),
    ],
)
async def test_a_bad_value_is_named(client: Client, people: People, arguments: dict[str, Any], message: str) -> None:
    person = await people.person()
    file = {"sessionId": str(await people.session(person)), **FILE, **arguments}
    assert await refused(client, people, person, REGISTER, **file) == ("BAD_INPUT", message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"ocrConfidenceScore": "1.001"}, "ocrConfidenceScore is 1.001, but must be 0 to 1."),
        ({"pineconeVectorId": "x" * 256}, "pineconeVectorId has 256 characters; the limit is 255."),
        ({"extractedText": "x" * 100_001}, "extractedText has 100001 characters; the limit is 100000."),
    ],
)
async def test_a_bad_record_is_named(
    client: Client, people: People, document: tuple[Person, str], arguments: dict[str, Any], message: str
) -> None:
    person, key = document
    assert await refused(client, people, person, RECORD, documentId=key, **arguments) == ("BAD_INPUT", message)
