"""The pages about products are true: each of their examples runs on the demo and answers as the page says."""

from typing import Any

from tests.docs.page import ROADTRIP


def test_every_example_answers_as_the_page_says(told: dict[str, tuple[Any, Any]]) -> None:
    # One test, not one for each example: they build on each other, and a second process would run them all again.
    wrong = {
        f"line {example.line}, {example.name}": {"says": says, "came": came}
        for example, (says, came) in ((example, told[example.name]) for example in ROADTRIP)
        if says != came
    }
    assert wrong == {}


def test_every_example_has_a_name_of_its_own_and_an_answer() -> None:
    names = [example.name for example in ROADTRIP]
    assert sorted(names) == sorted(set(names))
    assert [example.name for example in ROADTRIP if example.answer is None] == []
