"""What the rows of Web Builder are made from: who has which campaigns, and what these consist of."""

from dataclasses import dataclass
from functools import cached_property

from gateway.scale.plan import BasePlan
from gateway.scale.spread import Ownership, PowerLaw, Rhythm

CAMPAIGNS_OF_A_PERSON = 2
COMPONENTS_OF_A_CAMPAIGN = 3
GENERATIONS_OF_A_PERSON = 3
EVENTS_OF_A_PERSON = 20


@dataclass(frozen=True)
class Plan(BasePlan):
    """Who has what in Web Builder; everything else is drawn."""

    schema = "webbuilder"

    @cached_property
    def campaigns(self) -> Ownership:
        """Whose campaigns they are."""
        return Ownership(self.amounts.people * CAMPAIGNS_OF_A_PERSON, self.amounts.people)

    @cached_property
    def components(self) -> Rhythm:
        """Of which campaigns they are."""
        return Rhythm(self.campaigns.items * COMPONENTS_OF_A_CAMPAIGN, self.campaigns.items)

    @cached_property
    def generations(self) -> Rhythm:
        """For which campaigns they were asked."""
        return Rhythm(self.amounts.people * GENERATIONS_OF_A_PERSON, self.campaigns.items)

    @cached_property
    def events(self) -> PowerLaw:
        """Of which campaigns they are: the older, the more."""
        return PowerLaw(self.amounts.people * EVENTS_OF_A_PERSON, self.campaigns.items)

    def visits(self, campaign: int) -> range:
        """The events of a campaign."""
        return range(self.events.before(campaign), self.events.before(campaign + 1))
