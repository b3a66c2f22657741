"""Summaries: one at a time for each session."""

import sqlalchemy as sa

from models.liveconvo import Summary
from repositories.repository import table_of
from tests.contract.rows import MOMENT, RowMaker
from tests.models.writing import changed, changing, inserting, refusal, undone

SUMMARIES = table_of(Summary)


async def test_a_session_has_one_summary_that_is_not_deleted(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await maker.owner_of_everything()
        row = owner.rows["liveconvo.summaries"]
        second = inserting(maker, SUMMARIES, owner)
        assert await refusal(maker, second) == ("23505", "uq_summaries_session_id")
        await changed(maker, SUMMARIES, row, deleted_at=MOMENT)
        await maker.add(owner, SUMMARIES)
        back = changing(SUMMARIES, row, deleted_at=None)
        assert await refusal(maker, back) == ("23505", "uq_summaries_session_id")
        await maker.insert(SUMMARIES, maker.values(SUMMARIES, owner, deleted_at=MOMENT))
        kept = await maker.run(sa.select(SUMMARIES.c.deleted_at).where(SUMMARIES.c.session_id == row["session_id"]))
    assert sorted([summary["deleted_at"] for summary in kept], key=str) == [MOMENT, MOMENT, None]


async def test_a_new_summary_is_pending_and_was_never_exported(maker: RowMaker) -> None:
    async with undone(maker):
        row = await maker.new(SUMMARIES)
    assert (row["generation_status"], row["export_count"], row["is_marked_done"]) == ("pending", 0, False)
