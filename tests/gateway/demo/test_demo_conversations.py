"""Sessions of the demo, and what hangs on them, keep the rules of the LiveConvo document."""

from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from gateway.demo.identity import DEMO_OTHER_USER_ID, RUNNING_SESSION_ID

Demo = dict[str, list[dict[str, Any]]]


def by_id(demo: Demo, table: str) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: row for row in demo[table]}


def test_turns_last_from_start_to_end_and_do_not_overlap(demo: Demo) -> None:
    for session in demo["sessions"]:
        end = Decimal(0)
        for turn in (row for row in demo["transcripts"] if row["session_id"] == session["id"]):
            assert end <= turn["start_time_seconds"] < turn["end_time_seconds"]
            assert turn["duration_seconds"] == turn["end_time_seconds"] - turn["start_time_seconds"]
            end = turn["end_time_seconds"]


def test_turns_are_spoken_at_a_human_pace(demo: Demo) -> None:
    pace = {
        row["content"]: len(row["content"].split()) / float(row["duration_seconds"]) for row in demo["transcripts"]
    }
    assert {text: words for text, words in pace.items() if not 1.8 <= words <= 3.2} == {}


def test_turns_are_created_when_they_are_spoken(demo: Demo) -> None:
    sessions = by_id(demo, "sessions")
    for turn in demo["transcripts"]:
        started = sessions[turn["session_id"]]["recording_started_at"]
        assert turn["created_at"] - started == timedelta(milliseconds=int(turn["start_time_seconds"] * 1000))


def test_only_the_last_turn_of_the_running_conversation_is_interim(demo: Demo) -> None:
    running = [row for row in demo["transcripts"] if row["session_id"] == RUNNING_SESSION_ID]
    assert [row["is_final"] for row in running] == [True] * 7 + [False]
    assert [row for row in demo["transcripts"] if not row["is_final"]] == running[-1:]


def test_statistics_of_sessions_are_those_of_their_final_turns(demo: Demo) -> None:
    for session in demo["sessions"]:
        turns = [row for row in demo["transcripts"] if row["session_id"] == session["id"] and row["is_final"]]
        spoken = sum((row["duration_seconds"] for row in turns if row["speaker"] == "user"), Decimal(0))
        gaps = [later["start_time_seconds"] - earlier["end_time_seconds"] for earlier, later in pairwise(turns)]
        assert session["total_words_spoken"] == sum(len(row["content"].split()) for row in turns)
        assert session["user_talk_time_seconds"] == spoken.quantize(Decimal(1), ROUND_HALF_UP)
        assert session["silence_periods_count"] == len([gap for gap in gaps if gap >= 3])


def test_sessions_last_from_start_to_end_of_the_recording(demo: Demo) -> None:
    for session in demo["sessions"]:
        started, ended = session["recording_started_at"], session["recording_ended_at"]
        length = ended - started if started and ended else timedelta(0)
        assert session["recording_duration_seconds"] == length.total_seconds()


def test_the_life_of_a_session_shows_in_its_moments(demo: Demo) -> None:
    shapes = {
        (row["status"], row["recording_started_at"] is not None, row["recording_ended_at"] is not None)
        for row in demo["sessions"]
    }
    assert shapes == {
        ("draft", False, False),
        ("active", True, False),
        ("completed", True, True),
        ("archived", True, True),
    }


def test_audio_is_deleted_within_48_hours_of_the_end(demo: Demo, now: datetime) -> None:
    for row in demo["sessions"]:
        is_old = row["recording_ended_at"] is not None and row["recording_ended_at"] + timedelta(hours=48) <= now
        assert not is_old or (row["audio_file_url"] is None and row["audio_deleted_at"] is not None)


def test_audio_of_yesterday_is_still_there(demo: Demo) -> None:
    kept = {row["title"]: row["audio_file_url"] for row in demo["sessions"] if row["audio_file_url"]}
    assert kept == {"Door sensor: go or no-go for release five": "s3://liveconvo-audio/demo/door-sensor-meeting.opus"}


def test_guidance_belongs_to_the_session_of_its_turn_and_quotes_it(demo: Demo) -> None:
    turns = by_id(demo, "transcripts")
    for chip in demo["guidance"]:
        turn = turns[chip["triggered_by_transcript_id"]]
        assert chip["session_id"] == turn["session_id"]
        assert chip["context_snippet"] in turn["content"]
        assert chip["triggered_at_seconds"] >= turn["end_time_seconds"]


def test_guidance_that_was_touched_was_displayed(demo: Demo) -> None:
    touched = [row for row in demo["guidance"] if row["was_clicked"] or row["was_dismissed"] or row["user_feedback"]]
    assert [row for row in touched if not row["was_displayed"]] == []
    assert [row for row in touched if row["was_clicked"] and row["was_dismissed"]] == []


def test_each_conversation_that_is_over_has_a_summary(demo: Demo) -> None:
    over = {row["id"]: row["user_id"] for row in demo["sessions"] if row["status"] in ("completed", "archived")}
    assert {row["session_id"]: row["user_id"] for row in demo["summaries"]} == over


def test_summaries_hold_each_turn_and_typed_arrays(demo: Demo) -> None:
    for summary in demo["summaries"]:
        turns = [row["content"] for row in demo["transcripts"] if row["session_id"] == summary["session_id"]]
        lines = summary["full_transcript"].split("\n")
        assert [line.split(": ", 1)[1] for line in lines] == turns
        assert {type(entry) for entry in summary["key_decisions"] + summary["follow_up_questions"]} == {str}
        assert {frozenset(item) for item in summary["action_items"]} == {frozenset({"task", "owner", "due"})}


def test_documents_have_a_text_or_an_error(demo: Demo) -> None:
    found = [
        (
            row["file_type"],
            row["processing_status"],
            row["extracted_text"] is not None,
            row["processing_error"],
        )
        for row in demo["documents"]
    ]
    assert found == [
        ("pdf", "completed", True, None),
        ("docx", "completed", True, None),
        ("png", "completed", True, None),
        ("pdf", "failed", False, "The PDF is protected by a password; upload a copy without protection."),
    ]
    assert [row["ocr_confidence_score"] for row in demo["documents"]] == [None, None, Decimal("0.86"), None]


def test_documents_belong_to_the_owner_of_their_session(demo: Demo) -> None:
    sessions = by_id(demo, "sessions")
    assert [row for row in demo["documents"] if row["user_id"] != sessions[row["session_id"]]["user_id"]] == []


def test_the_other_person_has_a_conversation_of_his_own(demo: Demo) -> None:
    own = [row["title"] for row in demo["sessions"] if row["user_id"] == DEMO_OTHER_USER_ID]
    assert own == ["Coaching: asking for more, with Amara"]
