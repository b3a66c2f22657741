"""What the rows of the learning platform are made from: who practises what, and when somebody sits down to it."""

from dataclasses import dataclass
from functools import cached_property

from gateway.scale.plan import BasePlan
from gateway.scale.spread import Ownership, Rhythm

CONCEPTS_OF_A_PERSON = 8
SITTINGS_OF_A_PERSON = 5
USES_OF_A_SITTING = 3


@dataclass(frozen=True)
class Plan(BasePlan):
    """Who has what on the learning platform; everything else is drawn."""

    schema = "learning"

    @cached_property
    def profiles(self) -> Rhythm:
        """Who practises how many concepts."""
        return Rhythm(self.amounts.people * CONCEPTS_OF_A_PERSON, self.amounts.people)

    @cached_property
    def sittings(self) -> Ownership:
        """Who sat down to learn."""
        return Ownership(self.amounts.people * SITTINGS_OF_A_PERSON, self.amounts.people)

    @cached_property
    def uses(self) -> Rhythm:
        """In which sittings services were used."""
        return Rhythm(self.sittings.items * USES_OF_A_SITTING, self.sittings.items)
