"""All rows of Web Builder's demo, table by table in the order in which they can be inserted."""

from datetime import UTC, datetime

from gateway.demo.webbuilder.campaigns import campaign_rows, component_rows
from gateway.demo.webbuilder.costs import cost_rows, days_of
from gateway.demo.webbuilder.generations import generation_rows, generation_spendings
from gateway.demo.webbuilder.integrations import analysis_rows, analysis_spendings, integration_rows
from gateway.demo.webbuilder.jobs import alert_rows, job_rows
from gateway.demo.webbuilder.library import library_rows
from gateway.demo.webbuilder.people import role_rows, usage_rows, user_rows
from gateway.demo.webbuilder.visits import conversion_rows, event_rows
from gateway.demo.writer import Row


def rows(now: datetime) -> dict[str, list[Row]]:
    """Rows by table of the schema `webbuilder`, all in the past of `now`.

    Days of costs and months of usage come before what the database adds to them, so that their ids are the demo's.
    Ids depend on the demo's files only; moments depend on `now` as well. Raises ScriptError for a file that
    cannot be read, and ValueError for a `now` without a time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    now = now.astimezone(UTC)
    days = list(days_of((*generation_spendings(now), *analysis_spendings(now))))
    return {
        "users": list(user_rows(now)),
        "user_roles": list(role_rows(now)),
        "user_usage": list(usage_rows(now)),
        "job_queue": [*job_rows(now), *alert_rows(now, days)],
        "ai_cost_tracking": list(cost_rows(now, days)),
        "platform_integrations": list(integration_rows(now)),
        "platform_analyses": list(analysis_rows(now)),
        "campaigns": list(campaign_rows(now)),
        "campaign_components": list(component_rows(now)),
        "ai_generations": list(generation_rows(now)),
        "campaign_events": list(event_rows(now)),
        "conversions": list(conversion_rows(now)),
        "component_library": list(library_rows(now)),
    }
