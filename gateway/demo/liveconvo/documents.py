"""Rows of the context files that the demo's people uploaded."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from gateway.demo.identity import demo_id
from gateway.demo.liveconvo.people import Row
from gateway.demo.liveconvo.recording import Recording
from gateway.demo.reading import EXACT, Key, Score, Text, Title, demo_file, read


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Document:
    """An upload, `minutes` after the start of its session's recording, with either its text or an error."""

    key: Key
    conversation: Key
    minutes: int
    original_filename: Title
    file_type: Literal["pdf", "docx", "txt", "png", "jpg"]
    file_size_bytes: Annotated[int, Field(ge=0)]
    extracted_text: Text | None = None
    processing_error: Text | None = None
    ocr_confidence_score: Score | None = None

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if (self.extracted_text is None) == (self.processing_error is None):
            raise ValueError("a document has either 'extracted_text' or 'processing_error'")
        return self


@dataclass(frozen=True, kw_only=True, config=EXACT)
class Documents:
    """The file documents.toml."""

    documents: tuple[Document, ...] = Field(alias="document")


@cache
def load_documents() -> tuple[Document, ...]:
    """The uploads of the demo; raises ScriptError."""
    return read(demo_file("liveconvo/documents.toml"), Documents).documents


def document_rows(recordings: Mapping[str, Recording]) -> Iterator[Row]:
    """One row of `documents` for each upload."""
    for document in load_documents():
        made = recordings[document.conversation]
        created = made.reference + timedelta(minutes=document.minutes)
        is_read = document.processing_error is None
        yield {
            "id": demo_id("documents", document.key),
            "session_id": demo_id("sessions", document.conversation),
            "user_id": demo_id("users", made.conversation.owner),
            "original_filename": document.original_filename,
            "file_type": document.file_type,
            "file_size_bytes": document.file_size_bytes,
            "file_url": f"s3://liveconvo-uploads/demo/{document.key}.{document.file_type}",
            "extracted_text": document.extracted_text,
            "processing_status": "completed" if is_read else "failed",
            "processing_error": document.processing_error,
            "embedding_status": "completed" if is_read else "pending",
            "pinecone_vector_id": f"demo-{document.key}" if is_read else None,
            "ocr_confidence_score": document.ocr_confidence_score,
            "created_at": created,
            "updated_at": created + timedelta(seconds=9),
            "deleted_at": None,
        }
