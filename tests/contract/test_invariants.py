"""Invariants hold whatever is fired at two gateways at once, and whichever moment one of them is killed at."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from tests.contract.firing import Battery
from tests.contract.invariants import INVARIANTS
from tests.contract.schedules import REASONS, SCHEDULES
from tests.contract.shots import TIMES, Outcome, Schedule, Shot, Volley
from tests.contract.verdict import contradictions, lost
from tests.gql.mutations import BY_NAME
from tests.live.conftest import troubles
from tests.people import SECRET, People, Person
from tests.served import Served, serve

WAVES = 6
SERVING = {
    # Roadtrip's limits are off, and a slow machine is no fault: nobody is refused for having waited.
    "QUINTET_ROADTRIP_LIMITS": "{}",
    "QUINTET_ACQUIRE_TIMEOUT": "9",
}
RUNNING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
    " AND usename IN ('quintet_app', 'quintet_admin')"
)
PATIENT = "ALTER ROLE {role} IN DATABASE {database} SET {setting} = '9s'"


def test_every_mutation_has_a_schedule_or_a_reason_to_have_none() -> None:
    scheduled = {name for schedule in SCHEDULES for name in schedule.mutations}
    assert scheduled & REASONS.keys() == set()
    assert scheduled | REASONS.keys() == BY_NAME.keys()


def test_every_invariant_is_one_that_a_schedule_may_break() -> None:
    # Calls are counted whatever is called.
    assert {name for schedule in SCHEDULES for name in schedule.invariants} | {"usage"} == INVARIANTS.keys()
    assert len({schedule.name for schedule in SCHEDULES}) == len(SCHEDULES)


async def test_invariants_hold_while_a_gateway_is_killed(fresh_place: Addresses) -> None:
    async with AsyncExitStack() as stack:
        owner = await stack.enter_async_context(connected(fresh_place.base))
        worker = await stack.enter_async_context(connected(fresh_place.url("worker")))
        await _be_patient(owner, fresh_place)
        people = await People.ready(worker)
        survivor, mortal = await _start(stack, fresh_place), await _start(stack, fresh_place)
        faults: list[str] = []
        silences = 0
        waves = [SCHEDULES[start::WAVES] for start in range(WAVES)]
        for number, wave in enumerate(waves, 1):
            volleys = [await schedule.load(people) for schedule in wave]
            async with Battery.manned(survivor, mortal) as battery:
                firing = asyncio.create_task(battery.fire(volleys))
                await asyncio.to_thread(mortal.process.wait)
                starting = asyncio.create_task(_start(stack, fresh_place)) if number < len(waves) else None
                outcomes = await firing
                silences += battery.silences
            await _undisturbed(owner)
            for schedule, volley, answers in zip(wave, volleys, outcomes, strict=True):
                faults += [
                    f"{schedule.name}: {fault}" for fault in await _judge(people, owner, schedule, volley, answers)
                ]
            faults += [f"{name} does not hold after {wave[0].name}…{wave[-1].name}" for name in await _broken(owner)]
            faults += _end(mortal)
            if starting is not None:
                mortal = await starting
        assert survivor.terminate() == 0
        assert "\n".join([*faults, *troubles(survivor), *await _broken(owner)]) == ""
        # It was in the middle: whoever has no answer cannot know.
        assert silences >= TIMES
        assert await _unnoticed(owner) == []


async def _start(stack: AsyncExitStack, place: Addresses) -> Served:
    return await asyncio.to_thread(stack.enter_context, serve(place, SECRET, **SERVING))


def _end(mortal: Served) -> list[str]:
    """What a gateway that was killed had to complain of before."""
    found = troubles(mortal)
    Path(mortal.log).unlink()
    return found


async def _be_patient(owner: Any, place: Addresses) -> None:
    for role in ("quintet_app", "quintet_admin"):
        for setting in ("lock_timeout", "statement_timeout"):
            await owner.execute(PATIENT.format(role=role, database=place.database, setting=setting))


async def _undisturbed(owner: Any) -> None:
    """Wait until nothing runs any more: what a killed gateway asked for last is done or undone by then."""
    async with asyncio.timeout(10):
        while await owner.fetchval(RUNNING):  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.01)


async def _judge(
    people: People, owner: Any, schedule: Schedule, volley: Volley, outcomes: Sequence[Outcome]
) -> list[str]:
    effects = await owner.fetchval(schedule.effects, volley.about) if schedule.effects else 0
    fired = {shot.mutation for shot in volley.shots}
    assert (len(volley.shots), fired) == (TIMES, set(schedule.mutations))
    return [*contradictions(schedule, volley, outcomes, effects), *await lost(people, schedule, volley, outcomes)]


async def _broken(owner: Any) -> list[str]:
    return [name for name, invariant in INVARIANTS.items() if await owner.fetch(invariant.faults)]


async def _unnoticed(owner: Any) -> list[str]:
    """The invariants that hold even where something was planted that contradicts them."""
    found = []
    for name, invariant in INVARIANTS.items():
        planting = owner.transaction()
        await planting.start()
        await owner.execute("SET LOCAL session_replication_role = replica")
        await owner.execute(invariant.planted)
        found += [] if await owner.fetch(invariant.faults) else [name]
        await planting.rollback()
    return found


SOMEBODY = Person(UUID(int=1), "")
ONCE = Schedule("x", ("x",), lambda people: None, effects="x", exactly=1, refusals=frozenset({"CONFLICT"}), winners=1)  # type: ignore[arg-type,return-value]
WON, REFUSED, SILENCE = Outcome({"id": 1}), Outcome(code="CONFLICT"), Outcome()


@pytest.mark.parametrize(
    ("outcomes", "effects", "verdict"),
    [
        ([WON, REFUSED, REFUSED], 1, []),
        ([SILENCE, REFUSED, REFUSED], 1, []),
        ([WON, WON, REFUSED], 1, ["2 succeeded, where 1 may"]),
        ([WON, REFUSED, Outcome(code="INTERNAL")], 1, ["1 answers were INTERNAL"]),
        (
            [WON, REFUSED, SILENCE],
            0,
            ["0 effects, where the answers permit 1 to 1", "0 effects, where 1 must be"],
        ),
        (
            [REFUSED, REFUSED, REFUSED],
            1,
            ["1 effects, where the answers permit 0 to 0"],
        ),
    ],
)
def test_verdict_finds_what_cannot_be(outcomes: list[Outcome], effects: int, verdict: list[str]) -> None:
    volley = Volley("", (Shot("x", SOMEBODY, {}, 0),) * 3)
    assert list(contradictions(ONCE, volley, outcomes, effects)) == verdict
