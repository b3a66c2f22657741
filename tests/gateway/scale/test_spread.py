"""The laws by which rows belong to owners."""

import pytest

from gateway.scale.spread import Ownership, PowerLaw, Rhythm, Shuffle

SIZES = [(0, 1), (1, 1), (5, 1), (3, 7), (100, 7), (10_000, 333), (997, 1_000)]


@pytest.mark.parametrize("law", [PowerLaw, Rhythm])
@pytest.mark.parametrize(("items", "holders"), SIZES)
def test_every_item_has_one_holder(law: type[PowerLaw] | type[Rhythm], items: int, holders: int) -> None:
    shared = law(items, holders)
    bounds = [shared.before(holder) for holder in range(holders + 1)]
    assert (bounds[0], bounds[-1]) == (0, items)
    assert bounds == sorted(bounds)
    found = [shared.holder(item) for item in range(items)]
    assert found == [holder for holder in range(holders) for _ in range(bounds[holder], bounds[holder + 1])]


def test_few_hold_much_and_many_hold_little() -> None:
    law = PowerLaw(1_000_000, 10_000)
    sizes = [law.before(holder + 1) - law.before(holder) for holder in range(10_000)]
    assert sum(sizes[:100]) > 120_000
    assert sum(sizes[:1_000]) > 420_000
    assert sizes[0] > 50 * sizes[-1]
    assert sizes[-1] > 0


def test_a_rhythm_gives_nothing_to_some_and_much_to_others() -> None:
    sizes = [len(Rhythm(64_000, 10_000).span(holder)) for holder in range(10_000)]
    assert sum(sizes) == 64_000
    assert sum(size == 0 for size in sizes) > 800
    assert max(sizes) > 10 * 6.4


@pytest.mark.parametrize("size", [1, 2, 10, 97, 1_000])
def test_a_shuffle_can_be_undone(size: int) -> None:
    mixing = Shuffle(size)
    there = [mixing.there(number) for number in range(size)]
    assert sorted(there) == list(range(size))
    assert [mixing.back(number) for number in there] == list(range(size))


@pytest.mark.parametrize(("items", "people"), SIZES)
def test_people_own_what_says_that_it_is_theirs(items: int, people: int) -> None:
    owned = Ownership(items, people)
    found = {person: owned.owned(person) for person in range(people)}
    assert sorted(item for mine in found.values() for item in mine) == list(range(items))
    assert all(owned.owner(item) == person for person, mine in found.items() for item in mine)
    assert all(mine == sorted(mine) for mine in found.values())
    assert [owned.first(person) for person in range(people)] == [mine[0] if mine else None for mine in found.values()]
