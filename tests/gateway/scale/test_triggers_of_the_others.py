"""What bulk loading writes into the other products is what their triggers write when the rows are inserted."""

from gateway.addresses import Addresses
from tests.gateway.scale.conftest import AMOUNTS
from tests.gateway.scale.looking import rows, value
from tests.gateway.scale.replay import columns_but, replaying, same_rows


async def test_liveconvo(filled: Addresses, fresh_place: Addresses) -> None:
    sessions = await columns_but(filled, "liveconvo.sessions", "recording_duration_seconds")
    transcripts = await columns_but(filled, "liveconvo.transcripts", "duration_seconds")
    async with replaying(filled, fresh_place) as replay:
        await replay.write("liveconvo.users", "SELECT * FROM liveconvo.users")
        await replay.write("liveconvo.sessions", f"SELECT {sessions} FROM liveconvo.sessions")
        await replay.write("liveconvo.transcripts", f"SELECT {transcripts} FROM liveconvo.transcripts")
        await replay.write("liveconvo.guidance", "SELECT * FROM liveconvo.guidance")
        await replay.write("liveconvo.summaries", "SELECT * FROM liveconvo.summaries")
    for table, least in {"users": 39, "sessions": 79, "transcripts": 699, "guidance": 30, "summaries": 30}.items():
        assert await same_rows(filled, fresh_place, f"SELECT * FROM liveconvo.{table}") > least
    # Events tell clients what changed while they listen: nobody listened.
    assert await value(filled, "SELECT count(*) FROM quintet.events") == 0
    assert await value(fresh_place, "SELECT count(*) FROM quintet.events") > 800


async def test_webbuilder(filled: Addresses, fresh_place: Addresses) -> None:
    campaigns = await columns_but(filled, "webbuilder.campaigns", "views", "search_vector")
    components = await columns_but(filled, "webbuilder.campaign_components", "views", "clicks")
    async with replaying(filled, fresh_place) as replay:
        await replay.write("webbuilder.users", "SELECT * FROM webbuilder.users")
        await replay.write("webbuilder.campaigns", f"SELECT {campaigns} FROM webbuilder.campaigns")
        await replay.write(
            "webbuilder.campaign_components",
            f"SELECT {components} FROM webbuilder.campaign_components ORDER BY campaign_id, sort_order",
        )
        await replay.write("webbuilder.ai_generations", "SELECT * FROM webbuilder.ai_generations")
        await replay.write("webbuilder.campaign_events", "SELECT * FROM webbuilder.campaign_events")
    sizes = {"users": 39, "campaigns": 79, "campaign_components": 239, "ai_generations": 119, "campaign_events": 799}
    for table, least in sizes.items():
        assert await same_rows(filled, fresh_place, f"SELECT * FROM webbuilder.{table}") > least
    for table in ("user_usage", "ai_cost_tracking"):
        # Sums get their keys by chance, and their moments from the clock.
        names = await columns_but(filled, f"webbuilder.{table}", "id", "created_at", "updated_at")
        assert await same_rows(filled, fresh_place, f"SELECT {names} FROM webbuilder.{table}") > 60
    # Nobody's costs of a day reach a threshold at which staff would have been told.
    assert await value(fresh_place, "SELECT count(*) FROM webbuilder.job_queue") == 0


async def test_learning(filled: Addresses, fresh_place: Addresses) -> None:
    async with replaying(filled, fresh_place) as replay:
        for table in ("users", "guardian_consents", "learning_profiles", "usage_logs"):
            await replay.write(f"learning.{table}", f"SELECT * FROM learning.{table}")
    sizes = {"users": 39, "guardian_consents": 39, "learning_profiles": 319, "usage_logs": 599}
    for table, least in sizes.items():
        assert await same_rows(filled, fresh_place, f"SELECT * FROM learning.{table}") > least


async def test_repurpose(filled: Addresses, fresh_place: Addresses) -> None:
    # The triggers take the moment of writing for the moment of the fact, and count what is older as this month's.
    counted = ("generations_count_current_month", "last_generation_at")
    users = await columns_but(filled, "repurpose.users", *counted, "generations_limit")
    generations = await columns_but(filled, "repurpose.generations", "input_content_hash")
    async with replaying(filled, fresh_place) as replay:
        await replay.write("repurpose.users", f"SELECT {users} FROM repurpose.users")
        # The hash is written by a trigger and may not be missing in what the trigger gets.
        await replay.write("repurpose.generations", f"SELECT {generations} FROM repurpose.generations")
    names = await columns_but(filled, "repurpose.users", *counted, "updated_at", "usage_reset_at")
    assert await same_rows(filled, fresh_place, f"SELECT {names} FROM repurpose.users") == AMOUNTS.people
    assert await same_rows(filled, fresh_place, "SELECT * FROM repurpose.generations") == 4 * AMOUNTS.people
    logs = await columns_but(filled, "repurpose.usage_logs", "id", "created_at")
    assert await same_rows(filled, fresh_place, f"SELECT {logs} FROM repurpose.usage_logs") == 8 * AMOUNTS.people


async def test_counts_of_repurpose_are_those_of_the_month_of_the_reference(filled: Addresses) -> None:
    wrong = """
        SELECT u.id FROM repurpose.users AS u
        WHERE (u.generations_count_current_month::bigint, u.last_generation_at) IS DISTINCT FROM (
            SELECT (count(*) FILTER (WHERE g.completed_at >= '2025-06-01 00:00:00+00'), max(g.completed_at))
            FROM repurpose.generations AS g WHERE g.user_id = u.id AND g.status = 'completed'
        )
    """
    assert await rows(filled, wrong) == []
    assert await value(filled, "SELECT sum(generations_count_current_month) FROM repurpose.users") > 0
    assert await rows(filled, "SELECT DISTINCT usage_reset_at::text FROM repurpose.users") == [
        ("2025-07-01 00:00:00+00",)
    ]
