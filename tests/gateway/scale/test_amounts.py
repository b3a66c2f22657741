"""Numbers that can be asked for, and those that are refused."""

import datetime as dt
from typing import Any

import pytest

from gateway.scale import Amounts, ScaleError
from gateway.scale.amounts import midnight


def test_what_is_not_said_follows_from_the_number_of_people() -> None:
    made = Amounts.of(scale=50)
    assert (made.people, made.pois, made.transcripts, made.revenues) == (50, 500, 1_000, 100)
    assert (made.random_seed, made.reference) == (0, midnight())


def test_without_a_number_of_people_there_is_one_for_each_thousand_rows_of_the_largest_table() -> None:
    assert Amounts.of(pois=2_000_000, revenues=3_000_000).people == 3_000
    assert Amounts.of(pois=5).people == 100


def test_what_is_said_is_taken() -> None:
    day = dt.date(2025, 1, 31)
    made = Amounts.of(scale=7, pois=0, transcripts=8, revenues=0, random_seed=9, reference=day)
    assert made == Amounts(people=7, pois=0, transcripts=8, revenues=0, random_seed=9, reference=day)


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"scale": 0}, "--scale is 0: give a number from 1 to 10,000,000."),
        ({"scale": 10_000_001}, "--scale is 10,000,001: give a number from 1 to 10,000,000."),
        ({"pois": -1}, "--pois is -1: give a number from 0 to 100,000,000."),
        ({"pois": 100_000_001}, "--pois is 100,000,001: give a number from 0 to 100,000,000."),
        ({"transcripts": 100_000_001}, "--transcripts is 100,000,001: give a number from 0 to 100,000,000."),
        ({"revenues": 100_000_001}, "--revenues is 100,000,001: give a number from 0 to 100,000,000."),
        ({"random_seed": -1}, "--random-seed is -1: give a number from 0 to 9,223,372,036,854,775,807."),
    ],
)
def test_numbers_out_of_range_are_refused_with_the_range(asked: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ScaleError) as refused:
        Amounts.of(**asked)
    assert str(refused.value) == complaint


def test_more_for_each_person_than_memory_is_meant_for_is_refused() -> None:
    assert Amounts.of(scale=2, pois=200_000).pois == 200_000
    with pytest.raises(ScaleError, match="--pois is 200,001 for 2 people: give at most 100,000 for each"):
        Amounts.of(scale=2, pois=200_001)


def test_a_day_that_no_calendar_of_ours_has_is_refused() -> None:
    with pytest.raises(ScaleError, match="give a day from 2005-01-01 to 2200-01-01"):
        Amounts.of(scale=1, reference=dt.date(1970, 1, 1))
