"""A conversation's file is refused with the name of the file, the place and the reason."""

import pytest

from gateway.demo.liveconvo.recording import silence_periods, user_talk_seconds, words_spoken
from gateway.demo.liveconvo.script import Conversation
from gateway.demo.reading import ScriptError, parse

HEAD = """
key = "short"
owner = "nadia"
template = "system-meeting"
title = "Short"
conversation_type = "meeting"
status = "draft"
stt_provider = "whisper"
names = { user = "Nadia" }
when = { days_ago = 1, clock = 10:00:00 }
"""

RUNNING = HEAD.replace('"draft"', '"active"').replace("when = { days_ago = 1, clock = 10:00:00 }", "live_from = 3.0")

TURN = """
[[turn]]
at = 1.0
until = 4.5
speaker = "user"
confidence = 0.90
interim = ["Now we", "Now we halve"]
text = "Now we have three words."
"""

CHIP = """
[[turn.guidance]]
type = "ask"
priority = 1
content = "Ask."
snippet = "four words"
model = "gpt-4o"
processing_ms = 700
"""


def conversation(text: str) -> Conversation:
    return parse(text, Conversation, "short.toml")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("key =", "short.toml: Invalid value (at end of document)"),
        (HEAD.replace("days_ago = 1", "days_ago = 0"), "short.toml: when.DayAndClock.days_ago: "),
        (
            HEAD.replace('"whisper"', '"telepathy"'),
            "short.toml: stt_provider: Input should be 'openai_realtime', ",
        ),
        (HEAD + 'mood = "good"', "short.toml: mood: Unexpected keyword argument"),
        (HEAD + TURN, "short.toml: Value error, all conversations but drafts have turns"),
        (RUNNING, "short.toml: Value error, all conversations but drafts have turns"),
        (HEAD.replace('"draft"', '"completed"') + TURN, "short.toml: Value error, a summary belongs to a "),
        (
            RUNNING + TURN.replace("4.5", "1.0"),
            "short.toml: turn.0: Value error, the turn ends at 1.0, not after ",
        ),
        (
            RUNNING + TURN.replace("0.90", "1.01"),
            "short.toml: turn.0.confidence: Input should be less than or ",
        ),
        (RUNNING + TURN + CHIP, "short.toml: turn.0: Value error, the snippet 'four words' is not part of "),
        (RUNNING + TURN + TURN, "short.toml: Value error, the turn at 1.0 starts before the last one ended"),
        (
            RUNNING.replace("3.0", "9.0") + TURN,
            "short.toml: Value error, 'live_from' falls after an interim ",
        ),
        (
            RUNNING.replace("live_from = 3.0", "") + TURN,
            "short.toml: Value error, 'live_from' belongs to the ",
        ),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(ScriptError) as refusal:
        conversation(text)
    assert str(refusal.value).startswith(complaint)


def test_each_mistake_of_a_file_is_named() -> None:
    with pytest.raises(ScriptError) as refusal:
        conversation(HEAD.replace('"whisper"', '"telepathy"').replace('"draft"', '"lost"'))
    assert [line.split(": ")[1] for line in str(refusal.value).splitlines()] == ["status", "stt_provider"]


def test_the_turn_being_spoken_shows_its_latest_version() -> None:
    spoken = conversation(RUNNING + TURN)
    assert spoken.open_turn is not None
    key, turn, second, wording = spoken.open_turn
    assert (key, turn, str(second), wording) == ("short/turn-01", spoken.turns[0], "2.167", "Now we")
    assert spoken.heard_turns == ()


def test_statistics_count_words_talk_time_and_silences() -> None:
    first, second = TURN.replace("4.5", "2.5"), TURN.replace("at = 1.0", "at = 5.5").replace("4.5", "7.5")
    third = TURN.replace("at = 1.0", "at = 10.4").replace("4.5", "12.0").replace('"user"', '"other"')
    turns = conversation(RUNNING.replace("3.0", "11.0") + first + second + third).turns
    assert words_spoken(turns) == 15
    assert user_talk_seconds(turns) == 4
    assert silence_periods(turns) == 1
