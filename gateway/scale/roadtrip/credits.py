"""Generated credits: each person's ledger from the first transaction to the last, and the balance it leads to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.scale.roadtrip.people import joined
from gateway.scale.roadtrip.plan import Plan

COLUMNS = ("user_id", "balance", "total_earned", "total_used", "created_at")
LEDGER_COLUMNS = (
    "id",
    "user_id",
    "transaction_type",
    "amount",
    "source",
    "description",
    "balance_before",
    "balance_after",
    "number",
    "created_at",
)
WELCOME = 7
OPENING = ("promotional", "welcome", "Free roadtrips to begin with.")
CHARGE = ("used", "roadtrip_usage", "A roadtrip.")
GIFTS = (("promotional", "season", "A gift for the season."), ("earned", "feedback", "Thanks for a good report."))
PERSON_BITS = 40
"""Where the person stands in the number of a transaction, far beyond the transactions of anybody."""


@dataclass(frozen=True)
class Transaction:
    """One change of a person's credits."""

    kind: tuple[str, str, str]
    amount: int
    before: int
    number: int
    at: int

    @property
    def after(self) -> int:
        """The balance after it."""
        return self.before + self.amount


def ledger(plan: Plan, person: int) -> Iterator[Transaction]:
    """A person's transactions: the opening, a charge for each roadtrip, a gift whenever nothing is left."""
    last = Transaction(OPENING, WELCOME, 0, 1, joined(plan, person))
    yield last
    for trip in plan.trips.owned(person):
        at = plan.set_out(trip)
        if not last.after:
            gift = plan.draws("gifts").numbers(trip)
            last = Transaction(GIFTS[gift[0] & 1], 3 + gift[1] % 10, 0, last.number + 1, at)
            yield last
        last = Transaction(CHARGE, -1, last.after, last.number + 1, at)
        yield last


def lines(plan: Plan, people: range) -> Iterator[str]:
    """The balances of some people."""
    for person in people:
        moved = Counter[str]()
        for entry in ledger(plan, person):
            moved[entry.kind[0]] += entry.amount
        begun = plan.moments.text(joined(plan, person))
        balance, earned, used = moved.total(), moved["earned"], -moved["used"]
        yield f"{plan.people.id(person)}\t{balance}\t{earned}\t{used}\t{begun}\n"


def ledger_lines(plan: Plan, people: range) -> Iterator[str]:
    """The transactions of some people."""
    draws = plan.draws("credit_transactions")
    for person in people:
        owner = plan.people.id(person)
        for entry in ledger(plan, person):
            kind, source, description = entry.kind
            yield (
                f"{draws.key(person << PERSON_BITS | entry.number)}\t{owner}\t{kind}\t{entry.amount}\t{source}"
                f"\t{description}\t{entry.before}\t{entry.after}\t{entry.number}\t{plan.moments.text(entry.at)}\n"
            )
