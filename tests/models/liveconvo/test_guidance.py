"""Hints: what the user can have done with them, and which transcript led to them."""

import itertools

import pytest

from models.liveconvo import Guidance, Session, Transcript
from repositories.repository import table_of
from tests.contract.rows import Owner, RowMaker
from tests.models.writing import changing, inserting, refusal, undone

GUIDANCE, SESSIONS, TRANSCRIPTS = table_of(Guidance), table_of(Session), table_of(Transcript)
ANSWERS = (True, False, None)
OTHER_SESSION = ("23503", "fk_guidance_triggered_by_transcript_id")


@pytest.fixture(scope="module")
async def owner(maker: RowMaker) -> Owner:
    made = await maker.owner()
    await maker.ancestors(made, GUIDANCE)
    return made


async def test_only_what_was_displayed_can_have_been_clicked_or_dismissed(maker: RowMaker, owner: Owner) -> None:
    outcomes, expected = {}, {}
    for displayed, clicked, dismissed in itertools.product(ANSWERS, repeat=3):
        given = {"was_displayed": displayed, "was_clicked": clicked, "was_dismissed": dismissed}
        outcomes[displayed, clicked, dismissed] = await refusal(maker, inserting(maker, GUIDANCE, owner, **given))
        fine = bool(displayed) or not (clicked or dismissed)
        refused = ("23514", "ck_guidance_interaction_needs_display")
        expected[displayed, clicked, dismissed] = (None, None) if fine else refused
    assert outcomes == expected


async def test_guidance_is_triggered_by_a_transcript_of_its_own_session(maker: RowMaker, owner: Owner) -> None:
    async with undone(maker):
        row = await maker.insert(GUIDANCE, maker.values(GUIDANCE, owner))
        elsewhere = await maker.insert(SESSIONS, maker.values(SESSIONS, owner))
        said = await maker.insert(TRANSCRIPTS, maker.values(TRANSCRIPTS, owner, session_id=elsewhere["id"]))
        theirs = {"session_id": elsewhere["id"], "triggered_by_transcript_id": said["id"]}
        assert await refusal(maker, inserting(maker, GUIDANCE, owner)) == (None, None)
        assert await refusal(maker, inserting(maker, GUIDANCE, owner, **theirs)) == (None, None)
        for column, value in theirs.items():
            assert await refusal(maker, inserting(maker, GUIDANCE, owner, **{column: value})) == OTHER_SESSION
            assert await refusal(maker, changing(GUIDANCE, row, **{column: value})) == OTHER_SESSION
        without = {"session_id": elsewhere["id"], "triggered_by_transcript_id": None}
        assert await refusal(maker, changing(GUIDANCE, row, **without)) == (None, None)
