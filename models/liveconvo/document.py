"""LiveConvo's documents: files given to a conversation as context."""

import datetime as dt
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text

from models import columns as col
from models.access import READ, WRITE, Access, AllOf, Owned, Through
from models.base import TableFacts, table
from models.liveconvo.base import LiveconvoModel
from models.liveconvo.enums import FileType, ProcessingStatus

PIPELINE = {
    ProcessingStatus.PENDING: [ProcessingStatus.PROCESSING, ProcessingStatus.FAILED],
    ProcessingStatus.PROCESSING: [ProcessingStatus.COMPLETED, ProcessingStatus.FAILED],
    ProcessingStatus.FAILED: [ProcessingStatus.PENDING, ProcessingStatus.PROCESSING],
}


EMBEDDING_DIMENSIONS = 1_536


class Document(LiveconvoModel, table=True):
    __tablename__ = "documents"
    __table_args__ = table(
        Index("idx_documents_session_id", "session_id"),
        Index("idx_documents_user_id", "user_id"),
        Index("idx_documents_file_type", "file_type"),
        Index("idx_documents_processing_status", "processing_status"),
        Index(
            "ix_documents_user_id_created_at",
            "user_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        CheckConstraint("processing_status <> 'failed' OR processing_error IS NOT NULL", name="failure_has_a_reason"),
        facts=TableFacts(
            description="A file that a conversation has as context, and what was read from it.",
            access=Access(rows=AllOf((Owned("user_id"), Through("session_id"))), commands=WRITE),
            singular="document",
            order=("-created_at",),
        ),
    )

    id: UUID = col.key()
    session_id: UUID = col.reference("sessions.id", "Conversation the file belongs to.", on_delete="CASCADE")
    user_id: UUID = col.reference("users.id", "Whose file it is.", on_delete="CASCADE")
    original_filename: str = col.text("Name of the file as uploaded.", length=255, nullable=False)
    file_type: FileType = col.choice(FileType, "Kind of file.", length=50, nullable=False)
    file_size_bytes: int = col.integer("Size of the file in bytes.", nullable=False, between=(0, None))
    file_url: str | None = col.text("Where the file is kept.", length=512, hidden=True)
    extracted_text: str | None = col.text("Text read from the file.")
    processing_status: ProcessingStatus | None = col.choice(
        ProcessingStatus,
        "How far reading the file has come.",
        length=20,
        default=ProcessingStatus.PENDING,
        transitions=PIPELINE,
    )
    processing_error: str | None = col.text("Why reading the file failed.")
    embedding_status: ProcessingStatus | None = col.choice(
        ProcessingStatus,
        "How far computing the embedding has come.",
        length=20,
        default=ProcessingStatus.PENDING,
        transitions=PIPELINE,
    )
    pinecone_vector_id: str | None = col.text("Identifier of the embedding in an outside store.", length=255)
    ocr_confidence_score: Decimal | None = col.decimal(
        3, 2, "How sure character recognition was, 0.00 to 1.00; for images.", between=(0, 1)
    )
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
    updated_at: dt.datetime | None = col.timestamp("When the row was last changed.", default_now=True)
    deleted_at: dt.datetime | None = col.timestamp("When the document was deleted.")


class DocumentEmbedding(LiveconvoModel, table=True):
    """The embedding of a document kept here, beside the outside store that `pinecone_vector_id` points to."""

    __tablename__ = "document_embeddings"
    __table_args__ = table(
        Index(
            "ix_document_embeddings_embedding",
            "embedding",
            postgresql_using="hnsw",
            postgresql_ops={"embedding": "vector_cosine_ops"},
        ),
        facts=TableFacts(
            description="The embedding of a document's text.",
            access=Access(rows=Through("document_id"), commands=READ),
            singular="document_embedding",
            in_graph=False,
        ),
    )

    id: UUID = col.key()
    document_id: UUID = col.reference(
        "documents.id", "Document whose text it is of.", on_delete="CASCADE", unique=True
    )
    model: str = col.text("Model that made it.", length=100, nullable=False)
    embedding: list[float] = col.vector(EMBEDDING_DIMENSIONS, "The embedding.")
    created_at: dt.datetime | None = col.timestamp("When the row was made.", default_now=True)
