"""Generated people: the same person has the same key, name and address in every product."""

from dataclasses import dataclass

from gateway.scale.amounts import Amounts
from gateway.scale.draw import Draws, choose
from gateway.scale.words import words

PASSWORD_HASH = "$2b$12$" + "." * 53
"""Nobody knows a password that leads to this hash."""

EVERYBODY = "scale.example.com"


def domain(random_seed: int) -> str:
    """The domain of the e-mail addresses of one random seed's people; no mail ever goes to it."""
    return EVERYBODY if random_seed == 0 else f"{random_seed}.{EVERYBODY}"


@dataclass(frozen=True)
class Person:
    """Who somebody is, whatever the product."""

    id: str
    full_name: str
    username: str
    email: str
    rank: float
    """How much the person does, compared to others: 0.0 for whoever does most."""


class People:
    """Makes people, by number."""

    def __init__(self, amounts: Amounts) -> None:
        self.number = amounts.people
        self._seed = amounts.random_seed
        self._domain = domain(amounts.random_seed)
        self._draws = Draws(amounts.random_seed, "people")
        self._given, self._family = words("people")["given"], words("people")["family"]

    def id(self, person: int) -> str:
        """The key of the person's account in every product."""
        return self._draws.key(person)

    def account_at_clerk(self, person: int) -> str:
        """The person's identifier where accounts are kept outside."""
        return f"user_scale_{self._seed}_{person}"

    def person(self, person: int) -> Person:
        """All about the person."""
        key, drawn = self._draws.row(person)
        given, family = choose(self._given, drawn[0]), choose(self._family, drawn[1])
        # The number makes the name unique, and the seed makes it differ from those of other seeds.
        username = f"{given}_{family}_{person:x}".lower() + (f"_{self._seed:x}" if self._seed else "")
        return Person(
            id=key,
            full_name=f"{given} {family}",
            username=username,
            email=f"{given}.{family}.{person}@{self._domain}".lower(),
            rank=person / self.number,
        )
