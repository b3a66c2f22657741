"""Whether a ring is simple, as comparing every two of its edges says."""

from itertools import combinations
from math import cos, pi, sin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repositories.roadtrip.ring import Spot, is_simple, turn

GRID = st.tuples(st.integers(0, 6).map(float), st.integers(0, 6).map(float))


def on_edge(a: Spot, b: Spot, c: Spot) -> bool:
    """Whether c lies on the edge from a to b."""
    within = min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])
    return within and turn(a, b, c) == 0


def meet(one: tuple[Spot, Spot], other: tuple[Spot, Spot]) -> bool:
    """Whether two edges have a point in common."""
    (a, b), (c, d) = one, other
    crossing = turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
    return crossing or on_edge(a, b, c) or on_edge(a, b, d) or on_edge(c, d, a) or on_edge(c, d, b)


def simple(corners: list[Spot]) -> bool:
    """The same, of every two edges."""
    count = len(corners)
    if count < 3 or len(set(corners)) < count:
        return False
    edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    for (i, one), (j, other) in combinations(enumerate(edges), 2):
        if j - i in (1, count - 1):
            a, b, c = (*one, other[1]) if j - i == 1 else (*other, one[1])
            if turn(a, b, c) == 0 and (on_edge(a, b, c) or on_edge(b, c, a)):
                return False
        elif meet(one, other):
            return False
    return True


@given(st.lists(GRID, min_size=3, max_size=9))
@example([(0.0, 0.0), (1.0, 0.0), (2.0, 0.0)])
@example([(0.0, 0.0), (2.0, 0.0), (1.0, 0.0), (1.0, 1.0)])
@example([(0.0, 0.0), (0.0, 3.0), (0.0, 1.0), (2.0, 1.0)])
def test_a_ring_is_simple_if_no_two_edges_meet(corners: list[Spot]) -> None:
    assert is_simple(corners) == simple(corners)


@pytest.mark.parametrize("turned", [0, 1, 250, 499])
def test_a_ring_of_a_thousand_corners_is_simple_until_two_of_them_are_exchanged(turned: int) -> None:
    spots = [(cos(n * pi / 500) * (1 + n % 2), sin(n * pi / 500) * (1 + n % 2)) for n in range(1000)]
    corners = [*spots[turned:], *spots[:turned]]
    assert is_simple(corners)
    corners[10], corners[12] = corners[12], corners[10]
    assert not is_simple(corners)
