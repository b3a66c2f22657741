"""Generated events of campaigns: what visitors do, most of it soon after the launch."""

from collections.abc import Iterator

from gateway.scale.copy_text import NULL, json_text
from gateway.scale.draw import Drawn, choose
from gateway.scale.moments import END
from gateway.scale.webbuilder.campaigns import campaign, happened
from gateway.scale.webbuilder.plan import Plan
from gateway.scale.words import words

COLUMNS = (
    "id",
    "campaign_id",
    "component_id",
    "event_type",
    "event_data",
    "session_id",
    "user_agent",
    "ip_address",
    "referrer",
    "country",
    "created_at",
)
NOTHING = json_text({})


def lines(plan: Plan, campaigns: range) -> Iterator[str]:
    """The rows of the events of some campaigns."""
    draws, components = plan.draws("campaign_events"), plan.draws("campaign_components")
    for number in campaigns:
        made = campaign(plan, number)
        for event in made.events:
            key, drawn = draws.row(event)
            kind, component = happened(made, drawn)
            where = NULL if component is None else components.key(component)
            at = plan.moments.text(_moment(made.launched, drawn))
            yield f"{key}\t{made.key}\t{where}\t{kind}\t{_visitor(kind, drawn)}\t{at}\n"


def _moment(launched: int, drawn: Drawn) -> int:
    soon = drawn[3] * (drawn[4] >> 16) >> 16
    return launched + (soon * (END - launched) >> 32)


def _visitor(kind: str, drawn: Drawn) -> str:
    known = words("campaigns")
    data = json_text({"button": f"button-{drawn[5] % 4}"}) if kind == "click" else NOTHING
    referrer = choose(known["referrers"], drawn[8]) if drawn[8] & 1 else NULL
    # Addresses of 198.18.0.0/15 belong to nobody: they are set apart for measurements.
    address = f"198.{18 + (drawn[7] & 1)}.{drawn[7] >> 8 & 255}.{drawn[7] >> 16 & 255}"
    return (
        f"{data}\tvisit-{drawn[6]:08x}\t{choose(known['browsers'], drawn[9])}\t{address}"
        f"\t{referrer}\t{choose(known['countries'], drawn[10])}"
    )
