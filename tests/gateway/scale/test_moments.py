"""The two years of generated data."""

import datetime as dt

from gateway.scale.moments import DAY, END, LAST_START, Moments

MOMENTS = Moments(dt.date(2025, 3, 1))


def test_moments_count_from_two_years_before_the_reference() -> None:
    assert MOMENTS.text(0) == "2023-03-02 00:00:00+00"
    assert MOMENTS.text(END - 1) == "2025-02-28 23:59:59+00"
    assert MOMENTS.text(END) == "2025-03-01 00:00:00+00"
    assert MOMENTS.day(0) == "2023-03-02"


def test_things_become_more_and_more_in_their_order() -> None:
    begun = [MOMENTS.grown(item, 1_000, 2**31) for item in range(1_000)]
    assert begun == sorted(begun)
    assert DAY <= begun[0] < begun[-1] < LAST_START
    assert sum(moment > END // 2 for moment in begun) > 700


def test_people_join_less_than_a_day_before_they_begin() -> None:
    assert MOMENTS.joined(10 * DAY, 0) == 10 * DAY - 60
    assert 9 * DAY < MOMENTS.joined(10 * DAY, 2**32 - 1) < 10 * DAY - 60
    assert MOMENTS.joined(DAY, 2**32 - 1) >= 0
    assert 0 <= MOMENTS.joined(None, 0) <= MOMENTS.joined(None, 2**32 - 1) < LAST_START


def test_months_are_those_of_the_calendar() -> None:
    middle = Moments(dt.date(2024, 12, 15))
    assert middle.text(middle.this_month) == "2024-12-01 00:00:00+00"
    assert middle.next_month == "2025-01-01 00:00:00+00"
    assert MOMENTS.this_month == END
