"""What the rows of RepurposeFlow are made from: who asked for which generations, and when."""

from dataclasses import dataclass
from functools import cached_property

from gateway.scale.plan import BasePlan
from gateway.scale.spread import Ownership

GENERATIONS_OF_A_PERSON = 4


@dataclass(frozen=True)
class Plan(BasePlan):
    """Who has what in RepurposeFlow; everything else is drawn."""

    schema = "repurpose"

    @cached_property
    def generations(self) -> Ownership:
        """Who asked for them."""
        return Ownership(self.amounts.people * GENERATIONS_OF_A_PERSON, self.amounts.people)
