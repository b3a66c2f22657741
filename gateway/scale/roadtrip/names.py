"""Names of generated points of interest, in the language of the country they are in."""

from functools import cache

from gateway.scale.copy_text import escaped
from gateway.scale.words import words
from gateway.scale.world import World

NAMED_AFTER_A_CITY = 0x40000000
"""Below this a name says near which city the place is: one in four."""

Named = tuple[str, int]


@cache
def vocabulary() -> tuple[tuple[Named, ...], ...]:
    """For each language, all names without a city, each with the number of its category."""
    return tuple(
        tuple(
            (escaped(name), category)
            for category, things in enumerate(language["things"])
            for thing in things
            for name in (thing, *(f"{thing} {behind}" for behind in language["behind"]))
        )
        for language in words("places")["language"]
    )


def category_names() -> list[str]:
    """The categories, by number."""
    return list(words("places")["categories"])


def name(world: World, city: int, drawn: int, named_after: int) -> Named:
    """The name and the category of a place whose nearest city is this one."""
    known = vocabulary()[world.languages[city]]
    text, category = known[drawn * len(known) >> 32]
    if named_after < NAMED_AFTER_A_CITY:
        return f"{text}, {world.names[city]}", category
    return text, category
