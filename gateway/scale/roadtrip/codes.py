"""Activation codes of the roadtrips that are running: six digits, each once."""

from collections.abc import Iterable, Iterator

CODES = 1_000_000
STEP = 618_033


def codes(running: Iterable[int], taken: frozenset[str]) -> dict[int, str]:
    """A code for each running roadtrip, given by number; none that is taken, and always the same ones."""
    return dict(zip(running, _free(taken), strict=False))


def _free(taken: frozenset[str]) -> Iterator[str]:
    return (code for code in map(_code, range(CODES)) if code not in taken)


def _code(place: int) -> str:
    return f"{place * STEP % CODES:06}"
