"""How volleys are made from what a mutation accepts: the same input again and again, or another one each time."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from tests.contract.shots import TIMES, Arguments, Schedule, Shot, Volley
from tests.gql.mutations import ACCEPTED, LIVECONVO, writer
from tests.gql.mutations import STAFF as STAFF_ONLY
from tests.gql.roadtrip.discoverers import STAFF
from tests.people import People, Person

Load = Callable[[People], Awaitable[Volley]]


async def aimed(people: People, mutation: str) -> tuple[Person, Person, Arguments]:
    """Who asks, whom it is about, and arguments that are accepted."""
    owner = await writer(people, mutation)
    arguments = await ACCEPTED[mutation](people, owner)
    return STAFF if mutation in STAFF_ONLY else owner, owner, arguments


def account(person: Person) -> UUID:
    """The key of an account in the product that a person was made for."""
    return UUID(person.elsewhere.get("roadtrip") or str(person.id))


def same(mutation: str, about: str | None = None, *, with_key: bool = False, **more: object) -> Load:
    """The same input every time, for one effect; about one of the arguments, or else about the owner."""

    async def load(people: People) -> Volley:
        asker, owner, arguments = await aimed(people, mutation)
        subject = arguments[about] if about else account(owner)
        shot = Shot(mutation, asker, {**arguments, **more}, 0, uuid4().hex if with_key else None)
        return Volley(as_key(subject), (shot,) * TIMES)

    return load


def different(mutation: str, about: str | None = None, *, with_keys: bool = False) -> Load:
    """An effect of its own for every shot; with keys, whoever gets no answer sends it again."""

    async def load(people: People) -> Volley:
        asker, owner, arguments = await aimed(people, mutation)
        subject = arguments[about] if about else account(owner)
        keys = [uuid4().hex if with_keys else None for _ in range(TIMES)]
        shots = (Shot(mutation, asker, arguments, number, key) for number, key in enumerate(keys))
        return Volley(as_key(subject), tuple(shots))

    return load


def as_key(value: object) -> UUID | str:
    """An argument of a mutation as the database takes it: keys as keys, other texts as they are."""
    try:
        return UUID(str(value))
    except ValueError:
        return str(value)


def one_wins(mutation: str, about: str, effects: str, refusal: str = "CONFLICT") -> Schedule:
    """A step that is taken once, however many ask for it."""
    return Schedule(
        f"{mutation}: one wins",
        (mutation,),
        same(mutation, about),
        invariants=("events",) if mutation in LIVECONVO else (),
        effects=effects,
        exactly=1,
        refusals=frozenset({refusal}),
        winners=1,
    )
