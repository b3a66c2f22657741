"""How much is generated: the numbers that somebody asks for, and the limits of them."""

import datetime as dt
from dataclasses import dataclass, field

MOST_PEOPLE = 10_000_000
MOST_ROWS = 100_000_000
MOST_ROWS_OF_A_PERSON = 100_000
LARGEST_SEED = 2**63 - 1
ROWS_FOR_EACH_PERSON = 1_000
FEWEST_PEOPLE = 100


class ScaleError(Exception):
    """Data cannot be generated as asked; the message says why, and what can be done."""


def midnight() -> dt.date:
    """The day of today in UTC, at whose beginning generated data ends."""
    return dt.datetime.now(dt.UTC).date()


def people_for(*rows: int | None) -> int:
    """The number of people where none is given: one for every thousand rows of the largest table asked for."""
    return max(FEWEST_PEOPLE, *((number or 0) // ROWS_FOR_EACH_PERSON for number in rows))


@dataclass(frozen=True)
class Amounts:
    """What `quintet seed` was asked for; ScaleError where a number is out of range.

    The same amounts make the same rows. `reference` is the day at whose beginning (UTC) the generated two years
    end: moments depend on it, and sums by calendar month do.
    """

    people: int
    pois: int
    transcripts: int
    revenues: int
    random_seed: int = 0
    reference: dt.date = field(default_factory=midnight)

    @classmethod
    def of(
        cls,
        scale: int | None = None,
        pois: int | None = None,
        transcripts: int | None = None,
        revenues: int | None = None,
        random_seed: int = 0,
        reference: dt.date | None = None,
    ) -> "Amounts":
        """Amounts with what was not said: 10 points of interest, 20 transcripts and 2 revenues a person."""
        people = people_for(pois, transcripts, revenues) if scale is None else scale
        return cls(
            people=people,
            pois=people * 10 if pois is None else pois,
            transcripts=people * 20 if transcripts is None else transcripts,
            revenues=people * 2 if revenues is None else revenues,
            random_seed=random_seed,
            reference=reference or midnight(),
        )

    def __post_init__(self) -> None:
        _check("--scale", self.people, 1, MOST_PEOPLE)
        for option, number in (
            ("--pois", self.pois),
            ("--transcripts", self.transcripts),
            ("--revenues", self.revenues),
        ):
            _check(option, number, 0, MOST_ROWS)
            if number > self.people * MOST_ROWS_OF_A_PERSON:
                people = f"{number:,} for {self.people:,} people"
                raise ScaleError(f"{option} is {people}: give at most {MOST_ROWS_OF_A_PERSON:,} for each.")
        _check("--random-seed", self.random_seed, 0, LARGEST_SEED)
        if not dt.date(2005, 1, 1) <= self.reference <= dt.date(2200, 1, 1):
            raise ScaleError(f"--reference is {self.reference}: give a day from 2005-01-01 to 2200-01-01.")


def _check(option: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise ScaleError(f"{option} is {number:,}: give a number from {least:,} to {most:,}.")
