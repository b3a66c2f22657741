"""One clock: every rule that time decides goes by it, only its owner can set it, and it costs nothing."""

import datetime as dt
from uuid import uuid4

import asyncpg
import pytest

from gateway.addresses import Addresses
from gateway.preparation import connected
from gateway.worker import JOBS, perform
from models.catalog import METADATA
from models.ddl import FUNCTIONS, VIEWS
from tests.clock import TURNING, standing_at
from tests.models.learning.learners import Learners
from tests.models.opened import Connection, worker
from tests.models.repurpose.writers import Writers
from tests.models.roadtrip.rows import Rows as RoadtripRows
from tests.models.webbuilder.rows import Rows as WebbuilderRows

__all__ = ["worker"]

NOW = dt.datetime.now(dt.UTC)
CODE, TOKEN = "SELECT activation_code FROM roadtrip.roadtrip_sessions WHERE id = $1", "e" * 64
SET_IT = (
    TURNING.replace("pg_catalog.now()", "'2000-01-01'"),
    "ALTER FUNCTION quintet.clock() RENAME TO watch",
    "ALTER FUNCTION quintet.clock() SET timezone = 'UTC'",
    "DROP FUNCTION quintet.clock()",
    "CREATE FUNCTION quintet.clock(integer) RETURNS timestamptz LANGUAGE sql RETURN '2000-01-01'::timestamptz",
    "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql RETURN '2000-01-01'::timestamptz",
)
STAMPS: dict[str, str] = {
    "learning.record_consent": "the newest consent is the last one, whatever any clock says",
    "learning.register": "when it was",
    "liveconvo.count_template_usage": "when it was",
    "liveconvo.record_session_timing": "when it was",
    "quintet.touch_updated_at": "when it was",
    "repurpose.delete_me": "when it was",
    "repurpose.finish_webhook_event": "when it was",
    "repurpose.log_generation": "when it was",
    "repurpose.prepare_generation": "when it was",
    "repurpose.update_updated_at_column": "when it was",
    "roadtrip.move_upload": "when it was",
    "roadtrip.reject_discovery": "when it was",
    "roadtrip.user_dashboards": "when it was",
    "webbuilder.complete_job": "when it was",
    "webbuilder.follow_connection": "when it was",
    "webbuilder.record_launch": "when it was",
}
"""Functions and views that ask the machine: they write down when something was, and decide nothing by it."""
MACHINE = (
    "now()",
    "clock_timestamp()",
    "statement_timestamp()",
    "transaction_timestamp()",
    "current_date",
    "localtime",
)


def later(**span: float) -> dt.datetime:
    """A moment after now."""
    return NOW + dt.timedelta(**span)


@pytest.mark.parametrize("role", ["app", "admin", "worker", "listener"])
@pytest.mark.parametrize("statement", SET_IT)
async def test_no_role_that_serves_requests_or_does_jobs_can_set_it(
    place: Addresses, role: str, statement: str
) -> None:
    async with connected(place.url(role)) as connection:
        await connection.execute("SET default_transaction_read_only = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


@pytest.mark.parametrize("role", ["app", "admin", "worker"])
async def test_nothing_that_a_role_may_set_changes_it(place: Addresses, role: str) -> None:
    async with connected(place.url(role)) as connection, connection.transaction():
        for name in ("quintet.clock", "quintet.now", "timezone", "search_path"):
            await connection.fetchval("SELECT set_config($1, $2, true)", name, "UTC")
        assert await connection.fetchval("SELECT quintet.clock() = pg_catalog.now()") is True


async def test_it_stands_where_a_test_sets_it_and_goes_on_afterwards(worker: Connection, place: Addresses) -> None:
    ask = "SELECT quintet.clock()"
    async with standing_at(place, later(days=400)):
        assert await worker.fetchval(ask) == later(days=400)
        async with standing_at(place, later(days=-1)):
            assert await worker.fetchval(ask) == later(days=-1)
        assert await worker.fetchval(ask) == later(days=400)
    assert await worker.fetchval("SELECT quintet.clock() = now()") is True


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT status FROM roadtrip.roadtrip_sessions WHERE expires_at <= quintet.clock()",
        "SELECT CASE WHEN expires_at <= quintet.clock() THEN 'expired' END FROM roadtrip.roadtrip_sessions",
        "INSERT INTO webbuilder.campaigns (user_id, name, type) VALUES (gen_random_uuid(), 'x', 'funnel')",
        "SELECT * FROM repurpose.generations_by_day",
    ],
)
async def test_plans_have_the_machines_clock_in_its_place(place: Addresses, statement: str) -> None:
    async with connected(place.url("worker")) as connection:
        await connection.execute("SET plan_cache_mode = force_generic_plan")
        plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN (VERBOSE) {statement}"))
    assert "now()" in plan
    assert "quintet.clock" not in plan


def test_whatever_asks_the_machine_decides_nothing_by_it() -> None:
    schemas = [str(metadata.schema) for metadata in METADATA]
    files = [file for folder in (FUNCTIONS, VIEWS) for file in folder.glob("*/*.sql") if file.parent.name in schemas]
    asking = {
        f"{file.parent.name}.{file.stem}"
        for file in files
        if any(clock in file.read_text().lower() for clock in MACHINE)
    }
    assert asking - {"quintet.clock"} == STAMPS.keys()


async def test_a_roadtrips_code_and_token_end_with_it(place: Addresses) -> None:
    async with RoadtripRows.ready(place) as rows:
        person = await rows.person()
        trip, other = [await rows.session(person, expires_at=later(days=2)) for _ in range(2)]
        activate, ask = "SELECT roadtrip.activate_session($1, $2)", "SELECT roadtrip.session_of_token($1)"
        for moment, activated, found in ((later(days=1), other, trip), (later(days=2), None, None)):
            async with standing_at(place, later(days=1)), rows.acting(person) as app:
                await app.fetchval(activate, await rows.value(CODE, trip), TOKEN)
                async with standing_at(place, moment):
                    assert await app.fetchval(ask, TOKEN) == found
                    assert await app.fetchval(activate, await rows.value(CODE, other), "f" * 64) == activated


async def test_the_worker_ends_roadtrips_and_forgets_answers_when_their_time_has_come(fresh_place: Addresses) -> None:
    jobs = {job.name: job for job in JOBS}
    async with RoadtripRows.ready(fresh_place) as rows:
        trip = await rows.session(await rows.person(), expires_at=later(days=2))
        await rows.value("SELECT roadtrip.store_ai_result('k', 'poi', '{}', '{}', 'm', 172800, NULL)")
        for moment, done in ((later(days=1), 0), (later(days=3), 1), (later(days=3), 0)):
            async with standing_at(fresh_place, moment):
                for name in ("roadtrips_expired", "answers_swept"):
                    assert await perform(fresh_place.url("worker"), jobs[name]) == done
        assert await rows.value("SELECT status FROM roadtrip.roadtrip_sessions WHERE id = $1", trip) == "expired"


async def test_a_months_quota_begins_anew(place: Addresses, worker: Connection) -> None:
    writers = Writers(worker)
    writer = await writers.writer()
    await writers.used(writer, 10, reset="2 days")
    quota = "SELECT can_generate, used, resets_at FROM repurpose.quota($1)"
    async with standing_at(place, later(days=1)):
        assert await writers.may_generate(writer) is False
        assert tuple(await worker.fetchrow(quota, writer.id))[:2] == (False, 10)
    over = later(days=3)
    following = dt.datetime(over.year + over.month // 12, over.month % 12 + 1, 1, tzinfo=dt.UTC)
    async with standing_at(place, over):
        assert tuple(await worker.fetchrow(quota, writer.id)) == (True, 0, following)
        assert await writers.may_generate(writer) is True
        assert tuple(await worker.fetchrow(quota, writer.id)) == (True, 0, following)


async def test_a_new_accounts_count_is_reset_when_the_next_month_begins(place: Addresses, worker: Connection) -> None:
    async with standing_at(place, dt.datetime(2031, 12, 31, 23, 59, tzinfo=dt.UTC)):
        writer = await Writers(worker).writer()
    reset = await worker.fetchval("SELECT usage_reset_at FROM repurpose.users WHERE id = $1", writer.id)
    assert reset == dt.datetime(2032, 1, 1, tzinfo=dt.UTC)


async def test_a_generation_that_nobody_finishes_fails_after_an_hour(fresh_place: Addresses) -> None:
    (job,) = (job for job in JOBS if job.name == "generations_failed")
    async with connected(fresh_place.url("worker")) as connection:
        writers = Writers(connection)
        await writers.generation(await writers.writer())
        begun = dt.datetime.now(dt.UTC)
        for minutes, failed in ((50, 0), (70, 1)):
            async with standing_at(fresh_place, begun + dt.timedelta(minutes=minutes)):
                assert await perform(fresh_place.url("worker"), job) == failed


async def test_a_plans_limits_are_those_of_the_month_and_end_with_the_plan(place: Addresses) -> None:
    last_day = dt.datetime(2031, 1, 31, 23, 59, tzinfo=dt.UTC)
    async with WebbuilderRows.ready(place) as rows:
        user = await rows.user(subscription_tier="creator", subscription_ends_at=last_day - dt.timedelta(days=1))
        for moment, permitted in ((last_day, 3), (last_day + dt.timedelta(minutes=1), 3)):
            async with standing_at(place, moment):
                for _ in range(permitted):
                    await rows.campaign(user)
                with pytest.raises(asyncpg.PostgresError) as refused:
                    await rows.campaign(user)
            assert (refused.value.sqlstate, refused.value.column_name) == ("QN429", "campaigns_generated")
        async with standing_at(place, last_day - dt.timedelta(days=2)):
            await rows.campaign(user)
        counted = await rows.worker.fetch(
            "SELECT month, campaigns_generated FROM webbuilder.user_usage WHERE user_id = $1 ORDER BY month", user
        )
    assert [tuple(row) for row in counted] == [(dt.date(2031, 1, 1), 4), (dt.date(2031, 2, 1), 3)]


async def test_a_job_that_failed_is_due_half_a_minute_later(place: Addresses) -> None:
    kind = uuid4().hex
    async with WebbuilderRows.ready(place) as rows:
        job = await rows.insert("job_queue", job_type=kind)
        for seconds, taken in ((0, [job]), (29, []), (30, [job])):
            async with standing_at(place, later(hours=1, seconds=seconds)):
                claimed = await rows.worker.fetch("SELECT id FROM webbuilder.claim_jobs($1)", [kind])
                assert [row["id"] for row in claimed] == taken
                if seconds == 0:
                    await rows.worker.execute("SELECT webbuilder.fail_job($1, 1, 'no answer')", job)


async def test_a_streak_goes_on_from_day_to_day(place: Addresses, worker: Connection) -> None:
    learners = Learners(worker)
    learner = await learners.learner()
    await learners.consent(learner)
    practise = "SELECT learning.record_interaction($1, 'algebra', 'groups', 0.5)"
    read = "SELECT streak_days FROM learning.learning_profiles WHERE user_id = $1"
    for day, streak in ((1, 1), (2, 2), (2, 2), (3, 3), (5, 1)):
        async with standing_at(place, NOW + dt.timedelta(days=day)):
            await worker.execute(practise, learner)
        assert await worker.fetchval(read, learner) == streak


async def test_keys_events_and_figures_go_when_they_are_old_enough(fresh_place: Addresses) -> None:
    jobs = {job.name: job for job in JOBS}
    async with connected(fresh_place.base) as connection:
        await connection.execute(
            "INSERT INTO quintet.idempotency_keys (subject, operation, key, arguments_hash)"
            " VALUES (gen_random_uuid(), 'x', 'k', sha256('x'))"
        )
    async with connected(fresh_place.url("worker")) as connection:
        await Learners(connection).use(await Learners(connection).learner())
        for days, keys, uses in ((1, 0, 0), (3, 1, 0), (366, 0, 1)):
            async with standing_at(fresh_place, later(days=days)):
                assert await perform(fresh_place.url("worker"), jobs["keys_deleted"]) == keys
                assert await connection.fetchval("SELECT learning.archive_usage_logs()") == uses
