"""What is made of discoveries: answers swept, plays counted, versions numbered, revenue turned into credits."""

import datetime as dt
from uuid import UUID, uuid4

import pytest

from tests.faults import faults_of
from tests.models.roadtrip.rows import NOW, Rows, refused

STAFF_ONLY = (
    "roadtrip.validate_discovery(NULL, NULL, NULL, NULL, NULL)",
    "roadtrip.reject_discovery(NULL, NULL)",
    "roadtrip.store_ai_result(NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    "roadtrip.sweep_ai_results()",
    "roadtrip.add_review_distillation(NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    "roadtrip.add_podcast_episode(NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    "roadtrip.move_podcast_episode(NULL, NULL, NULL)",
    "roadtrip.add_video(NULL, NULL)",
    "roadtrip.add_video_version(NULL, NULL)",
    "roadtrip.queue_upload(NULL, NULL)",
    "roadtrip.move_upload(NULL, NULL, NULL, NULL)",
    "roadtrip.import_revenue(NULL, NULL, NULL, NULL, NULL, NULL)",
    "roadtrip.import_revenue_report(NULL, NULL, NULL, NULL, NULL, NULL, NULL)",
    "roadtrip.convert_revenue(NULL)",
    "roadtrip.convert_due_revenue()",
)


@pytest.mark.parametrize("call", STAFF_ONLY)
async def test_people_may_not_do_what_staff_does(rows: Rows, call: str) -> None:
    async with rows.acting(await rows.person()) as app:
        await refused(app, "42501", f"SELECT {call}")


async def _answer(rows: Rows, expires_at: dt.datetime | None, discovery: UUID | None) -> UUID:
    made: UUID = await rows.insert(
        "ai_processing_cache",
        cache_key=uuid4().hex,
        processing_type="poi_analysis",
        input_data={},
        output_data={},
        expires_at=expires_at,
        discovery_id=discovery,
    )
    return made


async def test_the_sweep_deletes_the_answers_whose_time_is_over_and_no_others(fresh_rows: Rows) -> None:
    discovery = await fresh_rows.discovery(await fresh_rows.person())
    second = dt.timedelta(seconds=1)
    await _answer(fresh_rows, NOW - second, None)
    await _answer(fresh_rows, NOW, discovery)
    kept = {await _answer(fresh_rows, NOW + second, None), await _answer(fresh_rows, None, discovery)}
    for swept in (2, 0):
        assert await fresh_rows.value("SELECT roadtrip.sweep_ai_results($1)", NOW) == swept
    found = await fresh_rows.worker.fetch("SELECT id FROM roadtrip.ai_processing_cache")
    assert {row["id"] for row in found} == kept


async def _earn(rows: Rows, person: UUID, cents: int, **values: object) -> None:
    await rows.worker.execute(
        "SELECT roadtrip.import_revenue($1, $2, '2026-01-31', 1, $3, $3)",
        await rows.video(person, **values),
        await rows.platform(),
        cents,
    )


async def test_all_whose_revenue_makes_a_credit_are_given_it_batch_by_batch(fresh_rows: Rows) -> None:
    rich, poor, unwilling = [await fresh_rows.person() for _ in range(3)]
    also_rich = await fresh_rows.person()
    for person, cents in ((rich, 350), (poor, 99), (unwilling, 1000), (also_rich, 100)):
        await _earn(fresh_rows, person, cents)
    await fresh_rows.worker.execute(
        "UPDATE roadtrip.user_credits SET auto_conversion_enabled = false WHERE user_id = $1", unwilling
    )
    given = [await fresh_rows.value("SELECT roadtrip.convert_due_revenue(1)") for _ in range(3)]
    assert (sorted(given[:2]), given[2]) == ([1, 3], 0)
    balances = [
        await fresh_rows.value("SELECT balance FROM roadtrip.user_credits WHERE user_id = $1", person)
        for person in (rich, poor, unwilling, also_rich)
    ]
    assert balances == [10, 7, 7, 8]
    assert await faults_of(fresh_rows.worker) == {}


async def test_those_whose_places_are_not_eligible_keep_nobody_from_their_credits(fresh_rows: Rows) -> None:
    """Keys are in order, so that the first would fill the batch."""
    first, second = [await fresh_rows.person(id=UUID(int=number)) for number in (1, 2)]
    await _earn(fresh_rows, first, 1000, is_new_discovery=False)
    await _earn(fresh_rows, second, 100)
    assert [await fresh_rows.value("SELECT roadtrip.convert_due_revenue(1)") for _ in range(2)] == [1, 0]
    await fresh_rows.worker.execute(
        "UPDATE roadtrip.discoveries SET is_new_discovery = true WHERE user_id = $1", first
    )
    assert await fresh_rows.value("SELECT roadtrip.convert_due_revenue(1)") == 10


async def test_a_rejected_discovery_is_neither_confirmed_nor_new(rows: Rows) -> None:
    person = await rows.person()
    for values in ({"validation_status": "ai_validated"}, {"is_new_discovery": True}):
        key = await rows.discovery(person, **values)
        await rows.refused("23514", "UPDATE roadtrip.discoveries SET rejected_at = now() WHERE id = $1", key)


async def test_a_play_is_written_by_who_plays_and_sees_the_episode(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    episode = await rows.insert(
        "podcast_episodes", discovery_id=await rows.discovery(person), title="x", script={}, duration_seconds=1
    )
    play = "INSERT INTO roadtrip.podcast_plays (user_id, episode_id, event_id) VALUES ($1, $2, gen_random_uuid())"
    for reader, owner in ((stranger, stranger), (stranger, person), (None, person)):
        async with rows.acting(reader) as app:
            await refused(app, "42501", play, owner, episode)
    async with rows.acting(person) as app:
        await app.execute(play, person, episode)
    assert await rows.value("SELECT play_count FROM roadtrip.podcast_episodes WHERE id = $1", episode) == 1


async def test_both_shares_of_every_import_add_up_to_the_cent(rows: Rows) -> None:
    person, platform = await rows.person(), await rows.platform()
    video = await rows.video(person)
    for cents in (*range(-5, 6), 2**31 - 1, -(2**31) + 1):
        await rows.worker.execute(
            "SELECT roadtrip.import_revenue($1, $2, '2026-01-31', 0, 0, $3)", video, platform, cents
        )
        assert await rows.row(
            "SELECT net_revenue_cents, user_share_cents + platform_share_cents FROM roadtrip.video_revenues"
            " WHERE video_id = $1",
            video,
        ) == (cents, cents)
    sums = await rows.worker.fetch(
        "SELECT user_share_cents + platform_share_cents FROM roadtrip.revenue_by_bucket WHERE platform_id = $1",
        platform,
    )
    assert [row[0] for row in sums] == [-(2**31) + 1] * 3
