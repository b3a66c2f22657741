"""Web Builder's part of the demo as files: moments as seen from any present, and campaigns that make no sense."""

import datetime as dt

import pytest

from gateway.demo.reading import ScriptError, parse
from gateway.demo.webbuilder.rows import rows
from gateway.demo.webbuilder.script import Campaign


def test_just_after_midnight_nothing_lies_ahead(now: dt.datetime) -> None:
    made = [(table, row) for table, found in rows(now).items() for row in found]
    ahead = [
        (table, name)
        for table, row in made
        for name, value in row.items()
        if isinstance(value, dt.datetime) and value > now
    ]
    assert ahead == []


def test_a_present_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="now needs a time zone"):
        rows(dt.datetime(2025, 3, 1))


CAMPAIGN = """
key = "spring"
owner = "nadia"
name = "Spring"
type = "funnel"
status = "draft"
description = "Daffodils."
target_audience = "Florists"
business_type = "Flowers"
goals = []
currency = "GBP"
created = { days_ago = 2, clock = 09:00:00 }

[[component]]
key = "form"
name = "Form"
type = "form"
after_minutes = 1
code = "<form>"

[[generation]]
key = "one"
type = "component"
asked = { minutes_ago = 1 }
prompt = "Go"
model = "gpt-4o"
status = "processing"

[[visit]]
started = { minutes_ago = 1 }
visitor = "york-phone"
source = "search"
medium = "organic"
steps = [{ at = 0, event = "view", component = "form" }]
"""


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ('"funnel"', '"tunnel"', "spring.toml: type: Input should be 'landing_page', "),
        ('name = "Form"', 'name = "Form"\nparent = "page"', "spring.toml: Value error, the parent of 'form' does "),
        (
            'component = "form"',
            'component = "page"',
            "spring.toml: Value error, the campaign has no component ",
        ),
        ('"processing"', '"cancelled"', "spring.toml: generation.0: Value error, 'seconds' belongs to all "),
        ('"view"', '"conversion"', "spring.toml: visit.0.steps.0: Value error, 'conversion' belongs to "),
        ('"<form>"', '"<form>"\nprops = { height = 1.5 }', "spring.toml: component.0.props.height"),
    ],
)
def test_a_campaign_that_makes_no_sense_is_refused(before: str, after: str, complaint: str) -> None:
    assert parse(CAMPAIGN, Campaign, "spring.toml").key == "spring"
    with pytest.raises(ScriptError) as refusal:
        parse(CAMPAIGN.replace(before, after), Campaign, "spring.toml")
    assert str(refusal.value).startswith(complaint)
