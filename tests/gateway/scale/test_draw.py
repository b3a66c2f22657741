"""Deterministic chance."""

from uuid import UUID

from gateway.scale.draw import Draws, below, choose, weighted


def test_the_same_row_is_drawn_alike_whatever_was_drawn_before() -> None:
    first, second = Draws(1, "a"), Draws(1, "a")
    first.row(7)
    assert first.row(8) == second.row(8)
    assert first.row(8) == (first.key(8), first.numbers(8))


def test_seeds_kinds_and_rows_are_drawn_differently() -> None:
    drawn = [Draws(seed, kind).row(row) for seed in (0, 1) for kind in ("a", "b") for row in (0, 1)]
    assert len({key for key, _ in drawn}) == 8
    assert len({numbers for _, numbers in drawn}) == 8


def test_keys_are_uuids_of_the_version_for_own_use() -> None:
    keys = [UUID(Draws(0, "a").key(row)) for row in range(1_000)]
    assert {key.version for key in keys} == {8}
    assert len(set(keys)) == 1_000


def test_numbers_reach_from_zero_to_below_their_limit() -> None:
    assert [below(10, drawn) for drawn in (0, 2**31, 2**32 - 1)] == [0, 5, 9]
    assert [choose("xyz", drawn) for drawn in (0, 2**31, 2**32 - 1)] == ["x", "y", "z"]
    assert weighted({"a": 2, "b": 1}) == ["a", "a", "b"]


def test_numbers_spread_evenly() -> None:
    draws = Draws(0, "even")
    hits = [0] * 10
    for row in range(2_000):
        for drawn in draws.numbers(row):
            hits[below(10, drawn)] += 1
    assert sum(hits) == 24_000
    assert all(2_200 < hit < 2_600 for hit in hits)
