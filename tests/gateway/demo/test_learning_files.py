"""The learning platform's files of the demo: those that make no sense are refused with the place and the reason."""

from datetime import date, timedelta

import pytest

from gateway.demo.learning.consents import Consents
from gateway.demo.learning.sittings import Sittings
from gateway.demo.learning.usage import streak
from gateway.demo.reading import ScriptError, parse

SITTINGS = """
learner = "nadia"

[[sitting]]
key = "sums"
subject = "Mathematics"
concept = "Sums"
at = { days_ago = 3, clock = 17:00:00 }
uses = [
    { minute = 0, service = "voice_tutor", tokens = 10, speech_seconds = 4, question = "One and one?" },
    { minute = 5, service = "quiz", tokens = 20, score = 0.50, question = "Two and two?" },
]
"""
CONSENTS = """
[[legal_text]]
key = "learning-1"
text = "I agree."

[[consent]]
learner = "nadia"
guardian_email = "guardian@example.com"
legal_text = "learning-1"
given = true
at = { days_ago = 3, clock = 17:00:00 }
ip_address = "192.0.2.7"
"""
TODAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("17:00:00", "20:00:00", "sums.toml: sitting.0: Value error, the sitting is so late that it is tomorrow in "),
        (
            "minute = 5",
            "minute = 0",
            "sums.toml: sitting.0: Value error, each use comes later than the one before it",
        ),
        ("minute = 5", "minute = 60", "sums.toml: sitting.0.uses.1.minute: Input should be less than 60"),
        ('"quiz"', '"voice_tutor"', "sums.toml: sitting.0.uses.1: Value error, speech belongs to the voice tutor"),
        ("0.50", "1.01", "sums.toml: sitting.0.uses.1.score: Input should be less than or equal to 1"),
        ("days_ago = 3", "days_ago = 0", "sums.toml: sitting.0.at.days_ago: Input should be greater than or equal "),
    ],
)
def test_a_sitting_that_makes_no_sense_is_refused(before: str, after: str, complaint: str) -> None:
    assert parse(SITTINGS, Sittings, "sums.toml").learner == "nadia"
    with pytest.raises(ScriptError) as refusal:
        parse(SITTINGS.replace(before, after), Sittings, "sums.toml")
    assert str(refusal.value).startswith(complaint)


def test_a_consent_to_an_unknown_text_is_refused() -> None:
    assert parse(CONSENTS, Consents, "consents.toml").legal_texts[0].consent_type == "learning"
    with pytest.raises(ScriptError) as refusal:
        parse(CONSENTS.replace('legal_text = "learning-1"', 'legal_text = "speech-1"'), Consents, "consents.toml")
    assert str(refusal.value) == "consents.toml: Value error, no legal text is called 'speech-1'"


@pytest.mark.parametrize(
    ("days_ago", "expected"), [([4], 1), ([4, 4], 1), ([5, 3], 1), ([9, 4, 3, 3], 2), ([1, 2, 0], 3)]
)
def test_a_streak_ends_with_the_last_day_and_starts_after_the_last_gap(days_ago: list[int], expected: int) -> None:
    assert streak(TODAY - timedelta(days=days) for days in days_ago) == expected
