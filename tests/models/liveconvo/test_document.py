"""Documents: how big they are, and why reading one failed."""

from decimal import Decimal

import pytest

from models.liveconvo import Document
from repositories.repository import table_of
from tests.contract.rows import RowMaker
from tests.models.writing import changing, refusal, undone

DOCUMENTS = table_of(Document)


async def test_a_failure_has_a_reason(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(DOCUMENTS, processing_error=None)
        unexplained = changing(DOCUMENTS, row, processing_status="failed")
        assert await refusal(maker, unexplained) == ("23514", "ck_documents_failure_has_a_reason")
        explained = changing(DOCUMENTS, row, processing_status="failed", processing_error="unreadable")
        assert await refusal(maker, explained) == (None, None)


@pytest.mark.parametrize(
    ("size", "outcome"),
    [(-1, ("23514", "ck_documents_file_size_bytes_range")), (0, (None, None)), (2**31 - 1, (None, None))],
)
async def test_a_size_is_zero_or_more(maker: RowMaker, size: int, outcome: tuple[str | None, str | None]) -> None:
    async with undone(maker):
        row = await maker.new(DOCUMENTS)
        assert await refusal(maker, changing(DOCUMENTS, row, file_size_bytes=size)) == outcome


@pytest.mark.parametrize("score", ["0.00", "0.57", "1.00"])
async def test_a_score_is_kept_to_two_places(maker: RowMaker, score: str) -> None:
    async with undone(maker):
        row = await maker.new(DOCUMENTS, ocr_confidence_score=Decimal(score))
    assert str(row["ocr_confidence_score"]) == score
