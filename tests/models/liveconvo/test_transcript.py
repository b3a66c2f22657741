"""Pieces of transcript: how long they are."""

from decimal import Decimal

from models.liveconvo import Transcript
from repositories.repository import table_of
from tests.contract.rows import RowMaker
from tests.models.writing import changed, changing, refusal, undone

TRANSCRIPTS = table_of(Transcript)


async def test_the_duration_is_end_minus_start_whatever_was_sent(maker: RowMaker) -> None:
    times = {"start_time_seconds": Decimal("1.250"), "end_time_seconds": Decimal("4.125")}
    async with undone(maker):
        row = await maker.new(TRANSCRIPTS, **times, duration_seconds=Decimal(99))
        later = await changed(maker, TRANSCRIPTS, row, end_time_seconds=Decimal("4.126"))
        sent = await changed(maker, TRANSCRIPTS, row, duration_seconds=Decimal(99))
    durations = [Decimal("2.875"), Decimal("2.876"), Decimal("2.876")]
    assert [piece["duration_seconds"] for piece in (row, later, sent)] == durations


async def test_an_interim_piece_without_an_end_has_no_duration_yet(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(
            TRANSCRIPTS, start_time_seconds=Decimal(2), end_time_seconds=None, duration_seconds=None
        )
        ended = await changed(maker, TRANSCRIPTS, row, end_time_seconds=Decimal(2), is_final=True)
    assert (row["duration_seconds"], row["is_final"]) == (None, False)
    assert (ended["duration_seconds"], ended["is_final"]) == (Decimal(0), True)


async def test_a_piece_does_not_end_before_it_begins(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(TRANSCRIPTS, start_time_seconds=Decimal(5), end_time_seconds=Decimal(6))
        early = changing(TRANSCRIPTS, row, end_time_seconds=Decimal("4.999"))
        assert await refusal(maker, early) == ("23514", "ck_transcripts_ends_after_start")
