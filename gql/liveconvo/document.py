"""Mutations on documents."""

from decimal import Decimal
from uuid import UUID

from gql.inputs import extra, input_for, values_of
from gql.writes import write
from models.liveconvo import Document
from models.liveconvo.enums import FileType, ProcessingStatus
from repositories.database import WriteTransaction
from repositories.errors import BadInputError
from repositories.liveconvo.document import DocumentRepository
from repositories.row import Row

MAX_FILE = 100 * 1024 * 1024


@input_for(Document, "A file that was uploaded for a conversation.")
class LiveconvoRegisterDocumentInput:
    """What `liveconvoRegisterDocument` takes."""

    session_id: UUID = extra("The session.")
    original_filename: str
    file_type: FileType
    file_size_bytes: int = extra(f"Size of the file in bytes, at most {MAX_FILE}.")
    file_url: str | None


@input_for(Document, "How far reading and embedding a file have come; what is left out stays.")
class LiveconvoRecordDocumentProcessingInput:
    """What `liveconvoRecordDocumentProcessing` takes."""

    document_id: UUID = extra("The document.")
    processing_status: ProcessingStatus | None
    processing_error: str | None
    extracted_text: str | None
    embedding_status: ProcessingStatus | None
    pinecone_vector_id: str | None
    ocr_confidence_score: Decimal | None


@write(Document)
async def liveconvo_register_document(transaction: WriteTransaction, input: LiveconvoRegisterDocumentInput) -> Row:
    """Note that a file was uploaded for a conversation; reading it is pending."""
    values = {name: value for name, value in values_of(input).items() if name != "session_id"}
    if input.file_size_bytes > MAX_FILE:
        raise BadInputError(f"fileSizeBytes is {input.file_size_bytes}; the limit is {MAX_FILE}.")
    return await DocumentRepository(transaction).register(input.session_id, values)


@write(Document)
async def liveconvo_record_document_processing(
    transaction: WriteTransaction, input: LiveconvoRecordDocumentProcessingInput
) -> Row:
    """Record that reading or embedding a file began, was completed or failed."""
    values = values_of(input)
    if not values:
        raise BadInputError("Nothing to record was given.")
    if values.get("processing_status") == ProcessingStatus.FAILED.value and not values.get("processing_error"):
        raise BadInputError("A failure needs a processingError that says why.")
    return await DocumentRepository(transaction).record_processing(input.document_id, values)


MUTATIONS = (liveconvo_register_document, liveconvo_record_document_processing)
