"""What the rows of LiveConvo are made from: who has which conversations, how long they are, and when."""

from dataclasses import dataclass
from functools import cached_property

from gateway.scale.plan import BasePlan
from gateway.scale.spread import Ownership, Rhythm

CONVERSATIONS_OF_A_PERSON = 2
TRANSCRIPTS_OF_A_CONVERSATION = 40


@dataclass(frozen=True)
class Plan(BasePlan):
    """Who has what in LiveConvo; everything else is drawn."""

    schema = "liveconvo"

    @cached_property
    def sessions(self) -> Ownership:
        """Whose conversations they are."""
        number = max(
            self.amounts.people * CONVERSATIONS_OF_A_PERSON,
            self.amounts.transcripts // TRANSCRIPTS_OF_A_CONVERSATION,
        )
        return Ownership(number, self.amounts.people)

    @cached_property
    def transcripts(self) -> Rhythm:
        """Of which conversations they are."""
        return Rhythm(self.amounts.transcripts, self.sessions.items)
