"""Whether a ring of straight edges in the plane is simple: no two of them meet but neighbours in their common corner.

A line sweeps over the plane (Shamos and Hoey): of the edges under it, only those next to each other are compared, so
that a ring of a thousand corners takes milliseconds, however it is wound.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Spot = tuple[float, float]
EXACT = 1e-14


@dataclass(frozen=True, eq=False)
class Edge:
    """An edge from its left end to its right one; of two above each other, the lower one counts as left."""

    number: int
    left: Spot
    right: Spot


class TouchError(Exception):
    """Two edges meet where they may not."""


def is_simple(corners: Sequence[Spot]) -> bool:
    """Whether the ring through the corners, the last of which is joined to the first, encloses one area."""
    if len(corners) < 3 or len(set(corners)) < len(corners):
        return False
    ends = zip(corners, [*corners[1:], corners[0]], strict=True)
    edges = [Edge(number, min(pair), max(pair)) for number, pair in enumerate(ends)]
    # Where one edge ends and another begins, the ended one leaves first.
    events = sorted(
        [(edge.left, True, edge.number) for edge in edges] + [(edge.right, False, edge.number) for edge in edges],
        key=lambda event: (event[0], event[1]),
    )
    sweep = _Sweep(len(corners))
    try:
        for _, begins, number in events:
            (sweep.add if begins else sweep.remove)(edges[number])
    except TouchError:
        return False
    return True


def turn(a: Spot, b: Spot, c: Spot) -> float:
    """Above 0 where c lies to the left of the way from a to b, below 0 to the right, 0 straight ahead or behind."""
    across, along, right, up = b[0] - a[0], b[1] - a[1], c[0] - a[0], c[1] - a[1]
    turned = across * up - along * right
    # The corners themselves are right to fifteen digits.
    return turned if abs(turned) > EXACT * (abs(across) + abs(along) + abs(right) + abs(up)) else 0.0


class _Sweep:
    """The edges that the sweeping line crosses, from below."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._edges: list[Edge] = []

    def add(self, edge: Edge) -> None:
        low, high = 0, len(self._edges)
        while low < high:
            between = (low + high) // 2
            if self._is_above(edge, self._edges[between]):
                low = between + 1
            else:
                high = between
        self._edges.insert(low, edge)
        self._compare(low - 1, low)
        self._compare(low, low + 1)

    def remove(self, edge: Edge) -> None:
        place = self._edges.index(edge)
        del self._edges[place]
        self._compare(place - 1, place)

    @staticmethod
    def _is_above(edge: Edge, other: Edge) -> bool:
        side = turn(other.left, other.right, edge.left)
        if side == 0 and edge.left == other.left:
            side = turn(other.left, other.right, edge.right)
        if side == 0:
            raise TouchError
        return side > 0

    def _compare(self, lower: int, upper: int) -> None:
        if lower < 0 or upper >= len(self._edges):
            return
        one, other = self._edges[lower], self._edges[upper]
        apart = abs(one.number - other.number)
        if apart not in (1, self._count - 1) and _meet(one, other):
            raise TouchError


def _meet(one: Edge, other: Edge) -> bool:
    first, second = turn(one.left, one.right, other.left), turn(one.left, one.right, other.right)
    third, fourth = turn(other.left, other.right, one.left), turn(other.left, other.right, one.right)
    return _change(first, second) and _change(third, fourth)


def _change(a: float, b: float) -> bool:
    return a <= 0 <= b or b <= 0 <= a
