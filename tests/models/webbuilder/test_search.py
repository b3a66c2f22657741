"""Search in Web Builder: by words and by tags, and only in what the caller sees."""

from uuid import UUID, uuid4

import pytest

from tests.models.webbuilder.rows import Rows, state_of

FOUND = "SELECT id FROM webbuilder.search_{}($1)"


async def test_a_campaign_is_found_by_its_words_and_after_renaming_by_the_new_ones(rows: Rows) -> None:
    user = await rows.user()
    named = await rows.campaign(user, name="Harvest festival", description="Pumpkins and lanterns")
    other = await rows.campaign(user, name="Autumn", target_audience="Gardeners at the harvest")
    async with rows.acting("app", user) as app:
        assert [row["id"] for row in await app.fetch(FOUND.format("campaigns"), "harvest")] == [named, other]
        assert [row["id"] for row in await app.fetch(FOUND.format("campaigns"), "lantern")] == [named]
        assert [row["id"] for row in await app.fetch(FOUND.format("campaigns"), "harvest -gardener")] == [named]
        await app.execute("UPDATE webbuilder.campaigns SET name = 'Snowball sale' WHERE id = $1", named)
        assert [row["id"] for row in await app.fetch(FOUND.format("campaigns"), "snowballs")] == [named]
        assert [row["id"] for row in await app.fetch(FOUND.format("campaigns"), "festival")] == []


async def test_search_finds_only_what_the_caller_sees(rows: Rows) -> None:
    owner, other = await rows.user(), await rows.user()
    word = f"zebra{uuid4().hex}"
    campaign = await rows.campaign(owner, name=word)
    public = await rows.library(owner, name=word, is_public=True)
    private = await rows.library(owner, name="Hidden", tags=[word])

    async def found(role: str, account: UUID | None) -> tuple[set[object], ...]:
        async with rows.acting(role, account) as connection:
            return (
                {row["id"] for row in await connection.fetch(FOUND.format("campaigns"), word)},
                {row["id"] for row in await connection.fetch(FOUND.format("component_library"), word)},
            )

    assert await found("app", owner) == ({campaign}, {public, private})
    assert await found("app", other) == (set(), {public})
    assert await found("app", None) == (set(), {public})
    assert await found("admin", None) == ({campaign}, {public, private})


async def test_nobody_writes_or_reads_a_search_vector(rows: Rows) -> None:
    user = await rows.user()
    campaign = await rows.campaign(user, name="Lighthouse")
    async with rows.acting("app", user) as app:
        assert await state_of(app, "UPDATE webbuilder.campaigns SET search_vector = ''") == "42501"
        assert await state_of(app, "SELECT search_vector FROM webbuilder.campaigns") == "42501"
    await rows.worker.execute("UPDATE webbuilder.campaigns SET search_vector = '' WHERE id = $1", campaign)
    assert (await rows.get("campaigns", campaign))["search_vector"] == "'lighthous':1A"


async def test_a_very_long_description_can_be_kept_and_searched(rows: Rows) -> None:
    user = await rows.user()
    words = " ".join(f"word{number}" for number in range(200_000))
    campaign = await rows.campaign(user, description=f"beginning {words}")
    async with rows.acting("app", user) as app:
        assert [row["id"] for row in await app.fetch(FOUND.format("campaigns"), "beginning")] == [campaign]


@pytest.mark.parametrize(
    ("table", "condition", "index"),
    [
        ("campaigns", "search_vector @@ websearch_to_tsquery('english', 'unlikely')", "idx_campaigns_search"),
        (
            "component_library",
            "search_vector @@ websearch_to_tsquery('english', 'unlikely')",
            "idx_component_library_search",
        ),
        ("component_library", "tags @> ARRAY['unlikely']", "ix_component_library_tags"),
        ("campaigns", """goals @> '["unlikely"]'""", "ix_campaigns_goals"),
        ("campaign_events", """event_data @> '{"a": 1}'""", "ix_campaign_events_event_data"),
        ("users", """settings @> '{"a": 1}'""", "ix_users_settings"),
    ],
)
async def test_a_filter_uses_its_gin_index(rows: Rows, table: str, condition: str, index: str) -> None:
    async with rows.acting("owner") as owner:
        await owner.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        plan = await owner.fetch(f"EXPLAIN SELECT id FROM webbuilder.{table} WHERE {condition}")
    assert f"Bitmap Index Scan on {index}" in "\n".join(row[0] for row in plan)
