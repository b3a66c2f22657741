"""RepurposeFlow's files of the demo: those that make no sense are refused with the place and the reason."""

import pytest

from gateway.demo.reading import ScriptError, parse
from gateway.demo.repurpose.generations import Generation
from gateway.demo.repurpose.webhooks import Events

COMPLETED = """
key = "ice"
person = "nadia"
at = { days_ago = 3, clock = 09:14:20 }
status = "completed"
platforms = ["twitter", "linkedin"]
tone = "educational"
input = "Ice is cold."

[run]
provider = "openai"
model = "gpt-4"
milliseconds = 900
tokens = 30
cost_usd = 0.000900

[analysis]
core_message = "Ice is cold."
key_points = ["It is cold."]
topic = "Ice"
audience = "Everybody"

[outputs.twitter]
thread = ["1/ Ice.", "2/ Cold."]
hashtags = ["#ice"]

[outputs.linkedin]
opening_hook = "Ice is cold."
post = "Ice is cold. Did you know?"
cta = "Tell me."
hashtags = ["#Ice"]
"""
EVENTS = """
[[event]]
key = "paid"
source = "stripe"
type = "invoice.paid"
at = { minutes_ago = 1 }
processed_after_seconds = 2
object = { id = "in_1" }
"""
NAMED = "ice.toml: Value error, "


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        (
            '["twitter", "linkedin"]',
            '["twitter"]',
            f"{NAMED}there are outputs only for platforms that were asked for",
        ),
        (
            '["twitter", "linkedin"]',
            '["twitter", "linkedin", "email"]',
            f"{NAMED}a completed generation has all its ",
        ),
        ('"completed"', '"partial"', f"{NAMED}a completed generation has all its outputs"),
        ('"completed"', '"pending"', f"{NAMED}all generations but pending ones have a run"),
        ('"completed"', '"failed"', f"{NAMED}a failed generation has an error"),
        ('"completed"', '"completed"\nerror_message = "No."', f"{NAMED}a failed generation has an error"),
        ('"twitter", ', '"myspace", ', "ice.toml: platforms.0: Input should be 'tiktok', 'twitter', "),
        ('post = "Ice', 'post = "Snow', "ice.toml: outputs.linkedin: Value error, the post starts with its hook"),
        ('"#ice"', '"ice"', "ice.toml: outputs.twitter.hashtags.0: String should match pattern "),
        ("1/ Ice.", "1/ Ice." * 40 + "!", "ice.toml: outputs.twitter.thread.0: String should have at most 280 "),
    ],
)
def test_a_generation_that_makes_no_sense_is_refused(before: str, after: str, complaint: str) -> None:
    assert parse(COMPLETED, Generation, "ice.toml").key == "ice"
    with pytest.raises(ScriptError) as refusal:
        parse(COMPLETED.replace(before, after), Generation, "ice.toml")
    assert str(refusal.value).startswith(complaint)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("processed_after_seconds = 2", "retries = 1"),
        ("processed_after_seconds = 2", 'error_message = "Late."'),
        ("processed_after_seconds = 2", 'processed_after_seconds = 2\nerror_message = "Late."'),
    ],
)
def test_an_error_belongs_to_an_event_that_was_tried_and_waits(before: str, after: str) -> None:
    assert parse(EVENTS, Events, "events.toml").events[0].event_id == "evt_demo_paid"
    with pytest.raises(ScriptError) as refusal:
        parse(EVENTS.replace(before, after), Events, "events.toml")
    reason = "an error belongs to an event that was tried and still waits"
    assert str(refusal.value) == f"events.toml: event.0: Value error, {reason}"
