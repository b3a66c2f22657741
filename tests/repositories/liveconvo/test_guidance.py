"""Guidance: given in active sessions, seen and used."""

from uuid import uuid4

import pytest

from models.liveconvo.enums import GuidanceFeedback
from repositories.errors import BadInputError, ConflictError, NotFoundError
from repositories.liveconvo.guidance import GuidanceRepository
from tests.contract.rows import MOMENT
from tests.repositories.liveconvo.acting import GUIDANCE, SESSIONS, TEMPLATES, TRANSCRIPTS, Desk, topic

HINT = {"content": "Ask about the budget.", "guidance_type": "ask"}
INTERACTION = ("was_displayed", "was_clicked", "was_dismissed", "user_feedback")


async def test_a_hint_is_given_in_an_active_session(desk: Desk) -> None:
    template = await desk.add(TEMPLATES)
    session = await desk.add(SESSIONS, status="active")
    said = await desk.add(TRANSCRIPTS)
    causes = {"triggered_by_transcript_id": said["id"], "prompt_template_id": template["id"]}
    async with desk.doing(GuidanceRepository) as guidance:
        row = await guidance.add(session["id"], {**HINT, **causes})
        told = guidance.transaction.topics
    stored = await desk.stored(GUIDANCE, row["id"])
    facts = ("session_id", "triggered_by_transcript_id", "prompt_template_id", "priority", "was_displayed")
    assert [stored[name] for name in facts] == [session["id"], said["id"], template["id"], 1, False]
    assert told == topic(session["id"])


@pytest.mark.parametrize("status", ["draft", "completed", "archived"])
async def test_no_hint_is_given_in_a_session_that_is_not_active(desk: Desk, status: str) -> None:
    session = await desk.add(SESSIONS, status=status)
    message = f"The session is {status}; guidance needs an active one."
    async with desk.refused(GuidanceRepository, ConflictError, message) as guidance:
        await guidance.add(session["id"], HINT)


async def test_no_hint_is_given_in_a_session_that_is_not_there(desk: Desk, stranger: Desk) -> None:
    deleted = await desk.add(SESSIONS, status="active", deleted_at=MOMENT)
    for session in (stranger.owner.rows[SESSIONS.fullname]["id"], deleted["id"], uuid4()):
        message = "There is no session with this id."
        async with desk.refused(GuidanceRepository, NotFoundError, message) as guidance:
            await guidance.add(session, HINT)


async def test_a_hint_refers_to_a_transcript_of_its_own_session_only(desk: Desk, stranger: Desk) -> None:
    await desk.add(SESSIONS, status="active")
    elsewhere = await desk.add(TRANSCRIPTS)
    session = await desk.add(SESSIONS, status="active")
    message = "triggeredByTranscriptId refers to something that does not exist."
    for said in (elsewhere["id"], stranger.owner.rows[TRANSCRIPTS.fullname]["id"], uuid4()):
        async with desk.refused(GuidanceRepository, NotFoundError, message) as guidance:
            await guidance.add(session["id"], {**HINT, "triggered_by_transcript_id": said})


async def test_a_hint_comes_from_a_template_that_can_be_seen(desk: Desk, stranger: Desk) -> None:
    session = await desk.add(SESSIONS, status="active")
    for template in (stranger.owner.rows[TEMPLATES.fullname]["id"], uuid4()):
        message = "promptTemplateId refers to something that does not exist."
        async with desk.refused(GuidanceRepository, NotFoundError, message) as guidance:
            await guidance.add(session["id"], {**HINT, "prompt_template_id": template})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"guidance_type": "shout"}, "guidanceType is not one of the permitted values."),
        ({"priority": 4}, "priority is out of range."),
        ({"was_clicked": True}, "This is not permitted: interaction needs display."),
    ],
)
async def test_a_hint_that_is_not_acceptable_is_refused(desk: Desk, values: dict[str, object], message: str) -> None:
    session = await desk.add(SESSIONS, status="active")
    async with desk.refused(GuidanceRepository, BadInputError, message) as guidance:
        await guidance.add(session["id"], {**HINT, **values})


async def test_an_interaction_adds_to_what_happened_and_takes_nothing_back(desk: Desk) -> None:
    session = await desk.add(SESSIONS, status="active")
    hint = await desk.add(GUIDANCE, user_feedback=None)
    seen = []
    for clicked, dismissed, feedback in (
        (False, False, None),
        (True, False, None),
        (False, False, GuidanceFeedback.HELPFUL),
        (False, True, None),
    ):
        async with desk.doing(GuidanceRepository) as guidance:
            await guidance.interact(hint["id"], clicked=clicked, dismissed=dismissed, feedback=feedback)
            assert guidance.transaction.topics == topic(session["id"])
        stored = await desk.stored(GUIDANCE, hint["id"])
        seen.append(tuple(stored[name] for name in INTERACTION))
    assert seen == [
        (True, False, False, None),
        (True, True, False, None),
        (True, True, False, "helpful"),
        (True, True, True, "helpful"),
    ]


async def test_nobody_interacts_with_somebody_else_s_hint(desk: Desk, stranger: Desk) -> None:
    message = "There is no guidance with this id."
    for hint in (stranger.owner.rows[GUIDANCE.fullname]["id"], uuid4()):
        async with desk.refused(GuidanceRepository, NotFoundError, message) as guidance:
            await guidance.interact(hint, clicked=True, dismissed=False, feedback=None)
