"""Documents: registered for a session, read and embedded step by step."""

from uuid import uuid4

import pytest

from repositories.errors import BadInputError, ConflictError, NotFoundError
from repositories.liveconvo.document import DocumentRepository
from tests.contract.rows import MOMENT
from tests.repositories.liveconvo.acting import DOCUMENTS, SESSIONS, Desk

FILE = {"original_filename": "plan.pdf", "file_type": "pdf", "file_size_bytes": 1_000}


@pytest.mark.parametrize("status", ["draft", "active", "completed", "archived"])
async def test_a_file_is_registered_for_a_session(desk: Desk, status: str) -> None:
    session = await desk.add(SESSIONS, status=status)
    async with desk.doing(DocumentRepository) as documents:
        row = await documents.register(session["id"], FILE)
    stored = await desk.stored(DOCUMENTS, row["id"])
    facts = ("session_id", "user_id", "original_filename", "processing_status", "embedding_status")
    assert [stored[name] for name in facts] == [session["id"], desk.account, "plan.pdf", "pending", "pending"]


async def test_no_file_is_registered_for_a_session_that_is_not_there(desk: Desk, stranger: Desk) -> None:
    deleted = await desk.add(SESSIONS, deleted_at=MOMENT)
    for session in (stranger.owner.rows[SESSIONS.fullname]["id"], deleted["id"], uuid4()):
        message = "There is no session with this id."
        async with desk.refused(DocumentRepository, NotFoundError, message) as documents:
            await documents.register(session, FILE)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"file_type": "exe"}, "fileType is not one of the permitted values."),
        ({"file_size_bytes": -1}, "fileSizeBytes is out of range."),
        ({"file_size_bytes": 2**31}, "A value has the wrong form."),
        ({"original_filename": None}, "A required value is missing."),
        ({"original_filename": "x" * 256}, "A text is too long."),
    ],
)
async def test_a_file_that_is_not_acceptable_is_refused(desk: Desk, values: dict[str, object], message: str) -> None:
    session = await desk.add(SESSIONS)
    async with desk.refused(DocumentRepository, BadInputError, message) as documents:
        await documents.register(session["id"], {**FILE, **values})


async def test_processing_goes_step_by_step(desk: Desk) -> None:
    await desk.add(SESSIONS)
    row = await desk.add(DOCUMENTS, processing_error=None, extracted_text=None)
    steps: list[dict[str, object]] = [
        {"processing_status": "processing"},
        {"processing_status": "failed", "processing_error": "The file is damaged."},
        {"processing_status": "processing", "processing_error": None},
        {"processing_status": "completed", "extracted_text": "Text.", "embedding_status": "processing"},
        {"embedding_status": "completed", "pinecone_vector_id": "v-1"},
    ]
    for step in steps:
        async with desk.doing(DocumentRepository) as documents:
            await documents.record_processing(row["id"], step)
        stored = await desk.stored(DOCUMENTS, row["id"])
        assert {name: stored[name] for name in step} == step


async def test_a_step_that_does_not_follow_is_refused(desk: Desk) -> None:
    await desk.add(SESSIONS)
    row = await desk.add(DOCUMENTS, processing_status="completed")
    message = "Processing status cannot change from completed to processing."
    async with desk.refused(DocumentRepository, ConflictError, message) as documents:
        await documents.record_processing(row["id"], {"processing_status": "processing"})


async def test_a_failure_without_a_reason_is_refused(desk: Desk) -> None:
    await desk.add(SESSIONS)
    row = await desk.add(DOCUMENTS, processing_error=None)
    message = "This is not permitted: failure has a reason."
    async with desk.refused(DocumentRepository, BadInputError, message) as documents:
        await documents.record_processing(row["id"], {"processing_status": "failed"})


async def test_a_document_of_somebody_else_is_not_there(desk: Desk, stranger: Desk) -> None:
    message = "There is no document with this id."
    for key in (stranger.owner.rows[DOCUMENTS.fullname]["id"], uuid4()):
        async with desk.refused(DocumentRepository, NotFoundError, message) as documents:
            await documents.record_processing(key, {"processing_status": "processing"})
        async with desk.refused(DocumentRepository, NotFoundError, message) as documents:
            await documents.delete_softly(key)
