"""The verdict on a schedule: what was answered, what is in the database, and whether the two can both be true."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import sqlalchemy as sa

from gql.derivation.names import field_name
from tests.contract.shots import Outcome, Schedule, Shot, Volley
from tests.gql.mutations import BY_NAME
from tests.people import People


def contradictions(schedule: Schedule, volley: Volley, outcomes: Sequence[Outcome], effects: int) -> Iterator[str]:
    """What cannot be: answers that nobody may get, and more or fewer effects than the answers permit."""
    codes = Counter(outcome.code for outcome in outcomes if outcome.code is not None)
    for code in sorted(codes.keys() - schedule.refusals):
        yield f"{codes[code]} answers were {code}"
    rows = [outcome.row for outcome in outcomes if outcome.row is not None]
    if len(rows) > schedule.winners:
        yield f"{len(rows)} succeeded, where {schedule.winners} may"
    if schedule.alike and len({orjson.dumps(row) for row in rows}) > 1:
        yield "copies were answered differently"
    if schedule.effects is None:
        return
    certain, possible = _effects_of(volley.shots, outcomes)
    if not certain <= effects <= possible:
        yield f"{effects} effects, where the answers permit {certain} to {possible}"
    if schedule.exactly is not None and effects != schedule.exactly:
        yield f"{effects} effects, where {schedule.exactly} must be"


def _effects_of(shots: Sequence[Shot], outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """How many effects there must be, and how many there can be where nobody knows."""
    pairs = [(shot.effect, outcome) for shot, outcome in zip(shots, outcomes, strict=True) if shot.effect is not None]
    certain = {effect for effect, outcome in pairs if outcome.row is not None}
    unknown = {effect for effect, outcome in pairs if outcome.unanswered}
    return len(certain), len(certain | unknown)


async def lost(people: People, schedule: Schedule, volley: Volley, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Rows that a client got as written and that the database has not, or has otherwise where one alone won."""
    answered: dict[str, list[dict[str, Any]]] = {}
    for shot, outcome in zip(volley.shots, outcomes, strict=True):
        if outcome.row is not None and schedule.stays:
            answered.setdefault(shot.mutation, []).append(outcome.row)
    found = [await _lost_of(people, name, rows, schedule.winners == 1) for name, rows in answered.items()]
    return (fault for faults in found for fault in faults)


async def _lost_of(people: People, mutation: str, rows: list[dict[str, Any]], compare: bool) -> list[str]:
    table = BY_NAME[mutation].table
    key = next(column for column in table.primary_key if column.name in ("id", "user_id"))
    name = field_name(key.name)
    wanted = {str(row[name]) for row in rows}
    columns = [sa.cast(key, sa.Text()).label("key")]
    if has_status := "status" in table.c:
        columns.append(sa.cast(table.c.status, sa.Text()).label("status"))
    asked = sa.bindparam(None, sorted(wanted), sa.ARRAY(sa.Text()), unique=True)
    kept = {row["key"]: row for row in await people.run(sa.select(*columns).where(columns[0] == sa.any_(asked)))}
    faults = [f"{mutation} answered {missing}, which is not there" for missing in sorted(wanted - kept.keys())]
    if compare and has_status and not faults:
        faults += [
            f"{mutation} answered {row['status']}, and it is {kept[str(row[name])]['status']}"
            for row in rows
            if str(row["status"]).lower() != kept[str(row[name])]["status"]
        ]
    return faults
