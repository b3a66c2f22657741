"""Generated campaigns and their components, with what visitors did with them counted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.scale.copy_text import NULL, json_text
from gateway.scale.draw import Drawn, choose, weighted
from gateway.scale.moments import END, HOUR
from gateway.scale.webbuilder.plan import Plan
from gateway.scale.words import words

COLUMNS = (
    "id",
    "user_id",
    "name",
    "description",
    "status",
    "type",
    "platform_source",
    "target_audience",
    "business_type",
    "goals",
    "views",
    "launched_at",
    "created_at",
    "updated_at",
)
TYPES = weighted(
    {"landing_page": 5, "funnel": 2, "email_sequence": 2, "complete_campaign": 2, "component_enhancement": 1}
)
SEEN = weighted({"launched": 8, "paused": 2, "archived": 3})
UNSEEN = weighted({"draft": 6, "ready": 3, "archived": 1})
KINDS_OF_EVENTS = weighted({"view": 13, "click": 4, "form_submit": 1, "email_open": 2, "email_click": 1})
IN_A_COMPONENT = 0.7

Happened = tuple[str, int | None]
"""The kind of an event, and the component that it happened in, if there is one."""


@dataclass(frozen=True)
class Campaign:
    """A campaign as all that belongs to it needs it; `begun` and `launched` are moments."""

    number: int
    key: str
    begun: int
    components: range
    events: range
    drawn: Drawn

    @property
    def launched(self) -> int:
        """When it was launched, if it was: a day after it was made at most, but before the end of the two years."""
        return min(self.begun + HOUR + (self.drawn[1] * (23 * HOUR) >> 32), END - HOUR)


def campaign(plan: Plan, number: int) -> Campaign:
    """One campaign; they are numbered in the order of time."""
    key, drawn = plan.draws("campaigns").row(number)
    begun = plan.begun("campaigns", plan.campaigns, number)
    return Campaign(number, key, begun, plan.components.span(number), plan.visits(number), drawn)


def happened(made: Campaign, drawn: Drawn) -> Happened:
    """What an event of a campaign is, and where it happened."""
    kind = choose(KINDS_OF_EVENTS, drawn[0])
    if made.components and drawn[1] < IN_A_COMPONENT * 2**32:
        return kind, choose(made.components, drawn[2])
    return kind, None


def counted(plan: Plan, made: Campaign) -> Counter[Happened]:
    """How often which events of a campaign happened where."""
    numbers = plan.draws("campaign_events").numbers
    return Counter(happened(made, numbers(event)) for event in made.events)


def lines(plan: Plan, numbers: range) -> Iterator[str]:
    """The rows of some campaigns."""
    known, text = words("campaigns"), plan.moments.text
    for number in numbers:
        made = campaign(plan, number)
        drawn = made.drawn
        views = sum(times for (kind, _), times in counted(plan, made).items() if kind == "view")
        begun = text(made.begun)
        yield (
            "\t".join(
                (
                    made.key,
                    plan.people.id(plan.campaigns.owner(number)),
                    f"{choose(known['occasions'], drawn[2])} {choose(known['things'], drawn[3])}",
                    choose(known["descriptions"], drawn[4]),
                    choose(SEEN if made.events else UNSEEN, drawn[5]),
                    choose(TYPES, drawn[6]),
                    choose(known["platforms"], drawn[7]) if drawn[7] & 3 == 0 else NULL,
                    choose(known["audiences"], drawn[8]),
                    choose(known["businesses"], drawn[9]),
                    json_text(known["goals"][drawn[10] % 4 :][:2]),
                    str(views),
                    text(made.launched) if made.events else NULL,
                    begun,
                    begun,
                )
            )
            + "\n"
        )
