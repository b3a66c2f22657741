"""The live part of the running conversation continues exactly where its seeded rows stop."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from gateway.demo.identity import DEMO_USER_ID, RUNNING_SESSION_ID
from gateway.demo.liveconvo.live import LiveGuidance, LiveTranscript, live_turns

Demo = dict[str, list[dict[str, Any]]]

LIVE = live_turns()
VERSIONS = [step for step in LIVE.steps if isinstance(step, LiveTranscript)]
CHIPS = [step for step in LIVE.steps if isinstance(step, LiveGuidance)]
FINALS = {step.key: step for step in VERSIONS if step.kind == "final"}


def test_steps_come_in_the_order_of_their_moments() -> None:
    moments = [step.at_seconds for step in LIVE.steps]
    assert moments == sorted(moments)
    assert moments[0] > 0
    assert moments[-1] == LIVE.duration_seconds


def test_the_live_part_has_these_steps() -> None:
    kinds = [step.kind for step in LIVE.steps]
    assert {kind: kinds.count(kind) for kind in kinds} == {"interim": 48, "final": 31, "guidance": 12}


def test_the_live_part_belongs_to_the_running_session(demo: Demo) -> None:
    (session,) = [row for row in demo["sessions"] if row["status"] == "active"]
    assert (LIVE.session_id, LIVE.user_id) == (RUNNING_SESSION_ID, DEMO_USER_ID)
    assert (session["id"], session["user_id"]) == (RUNNING_SESSION_ID, DEMO_USER_ID)
    assert session["selected_template_id"] == LIVE.prompt_template_id


def test_the_turn_being_spoken_is_the_only_one_with_a_row(demo: Demo) -> None:
    (interim,) = [row for row in demo["transcripts"] if not row["is_final"]]
    assert {step.key: step.seeded_id for step in VERSIONS if step.seeded_id} == {VERSIONS[0].key: interim["id"]}
    assert VERSIONS[0].start_time_seconds == interim["start_time_seconds"]
    assert interim["end_time_seconds"] <= LIVE.live_from_seconds < VERSIONS[0].end_time_seconds


def test_each_turn_ends_with_its_only_final_version() -> None:
    for _, versions in groupby(VERSIONS, key=lambda step: step.key):
        kinds = [step.kind for step in versions]
        assert kinds == ["interim"] * (len(kinds) - 1) + ["final"]
    assert len(list(groupby(VERSIONS, key=lambda step: step.key))) == len(FINALS)


def test_versions_of_a_turn_grow_until_the_final_text() -> None:
    for _, found in groupby(VERSIONS, key=lambda step: step.key):
        versions = list(found)
        lengths = [len(step.content.split()) for step in versions]
        assert lengths == sorted(lengths)
        assert len({step.start_time_seconds for step in versions}) == 1


def test_versions_are_ready_when_they_end() -> None:
    assert {step.end_time_seconds - step.at_seconds for step in VERSIONS} == {LIVE.live_from_seconds}
    assert [step for step in VERSIONS if step.end_time_seconds <= step.start_time_seconds] == []


def test_guidance_comes_after_the_turn_that_it_quotes() -> None:
    for step in CHIPS:
        turn = FINALS[step.transcript_key]
        assert step.chip.snippet in turn.content
        assert step.triggered_at_seconds == turn.end_time_seconds + Decimal(step.chip.processing_ms) / 1000
        assert step.at_seconds == step.triggered_at_seconds - LIVE.live_from_seconds


def test_guidance_has_not_been_seen_yet() -> None:
    assert {(step.chip.reaction, step.chip.feedback) for step in CHIPS} == {("not_displayed", None)}


def test_no_live_turn_is_seeded_as_final(demo: Demo) -> None:
    seeded = {row["content"] for row in demo["transcripts"]}
    assert {step.content for step in FINALS.values()} & seeded == set()


def test_live_turns_are_the_same_on_each_call() -> None:
    assert live_turns() == LIVE
