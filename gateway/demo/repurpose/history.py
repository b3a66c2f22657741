"""Writing the demo's generations, so that the database logs, counts, archives and sums them up as it always does."""

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from gateway.demo.identity import demo_id
from gateway.demo.repurpose.generations import Generation, generation_row, load_generations
from gateway.demo.repurpose.people import Person, load_people
from gateway.demo.writer import Writer
from models.catalog import TABLES
from models.repurpose.enums import GenerationStatus, UsageEvent

_AGE: Final = timedelta(days=90)
_AGGREGATE: Final = "SELECT repurpose.aggregate_usage_logs($1::interval + (now() - $2::timestamptz))"
_ARCHIVE: Final = "SELECT repurpose.archive_generations($1::interval + (now() - $2::timestamptz))"


async def write_history(writer: Writer, now: datetime) -> None:
    """Write all generations in their order, move old ones away, and set the counters to what this month has."""
    people = {person.key: person for person in load_people()}
    for generation in sorted(load_generations(), key=lambda found: found.at.before(now)):
        await writer.insert("repurpose.generations", [generation_row(generation, now)])
        await _settle_logs(writer, generation, people[generation.person], now)
    await _retire(writer, now)
    for person in people.values():
        await _count(writer, person, now)


def logged(generation: Generation, now: datetime) -> dict[UsageEvent, datetime]:
    """What is logged of a generation, and when it happened."""
    found = {UsageEvent.GENERATION_STARTED: generation.at.before(now)}
    if ended := generation.ended(now):
        failed = generation.status is GenerationStatus.FAILED
        found[UsageEvent.GENERATION_FAILED if failed else UsageEvent.GENERATION_COMPLETED] = ended
    return found


async def _settle_logs(writer: Writer, generation: Generation, person: Person, now: datetime) -> None:
    """A trigger wrote the logs; it knows neither the demo's ids nor the client nor what the model cost."""
    logs = TABLES["repurpose.usage_logs"]
    own = logs.c.generation_id == demo_id("repurpose.generations", generation.key)
    for event, moment in logged(generation, now).items():
        is_end = event is not UsageEvent.GENERATION_STARTED
        told = {
            "id": demo_id("repurpose.usage_logs", f"{generation.key}/{event}"),
            "estimated_cost_usd": generation.run.cost_usd if generation.run and is_end else None,
            "user_agent": person.user_agent,
            "ip_address": person.ip_address,
            "created_at": moment,
        }
        await writer.run(sa.update(logs).where(own, logs.c.event_type == event).values(told))


async def _retire(writer: Writer, now: datetime) -> None:
    """The product's jobs sum up and move what is old; they ran every day, so that each was moved in its time."""
    await writer.call(_AGGREGATE, _AGE, now)
    await writer.call(_ARCHIVE, _AGE, now)
    archive = TABLES["repurpose.generations_archive"]
    moved = archive.c.created_at + _AGE + timedelta(days=1)
    for person in load_people():
        own = archive.c.user_id == demo_id("repurpose.users", person.key)
        await writer.run(sa.update(archive).where(own).values(archived_at=moved))
    for generation in load_generations():
        await _settle_sums(writer, generation, now)


async def _settle_sums(writer: Writer, generation: Generation, now: datetime) -> None:
    """The sums of a day are called after the last generation of that day."""
    sums = TABLES["repurpose.usage_logs_daily"]
    own = sums.c.user_id == demo_id("repurpose.users", generation.person)
    for event, moment in logged(generation, now).items():
        told = demo_id("repurpose.usage_logs_daily", f"{generation.key}/{event}")
        day = sa.and_(sums.c.day == moment.date(), sums.c.event_type == event)
        await writer.run(sa.update(sums).where(own, day).values(id=told))


async def _count(writer: Writer, person: Person, now: datetime) -> None:
    """Triggers counted all generations as if they were made now."""
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    own = [generation.completed(now) for generation in load_generations() if generation.person == person.key]
    completed = [moment for moment in own if moment]
    users = TABLES["repurpose.users"]
    told = {
        "generations_count_current_month": sum(moment >= month for moment in completed),
        "last_generation_at": max(completed, default=None),
        "usage_reset_at": (month + timedelta(days=32)).replace(day=1),
    }
    await writer.run(sa.update(users).where(users.c.id == demo_id("repurpose.users", person.key)).values(told))
