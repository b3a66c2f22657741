"""Compliance: an audit log that says no secrets and cannot be changed, erasure, and retention of old data."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.faults import faults_of
from tests.models.roadtrip.rows import MIDNIGHT, NEAR_BERLIN, NOW, Rows, refused

LOG = (
    "SELECT table_name, operation, user_id, old_values, new_values, legal_basis, user_jurisdiction"
    " FROM roadtrip.audit_log WHERE coalesce(new_values, old_values) ->> 'id' = $1::text ORDER BY created_at"
)
UNAUDITED = {
    "ai_processing_cache",
    "api_usage_tracking",
    "audit_log",
    "cities",
    "discovery_embeddings",
    "public_discovery_counts",
    "revenue_by_bucket",
    "revenue_totals",
    "user_behavior_analytics",
}
APPLY = "SELECT roadtrip.apply_retention_policy($1, $2, $3)"
LONG_AGO = NOW - dt.timedelta(days=40)


async def _log(rows: Rows, key: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await rows.worker.fetch(LOG, str(key))]


async def test_every_change_is_recorded_with_who_why_and_under_whose_law(rows: Rows) -> None:
    person, category = await rows.person(country_code="FR"), await rows.category()
    async with rows.acting(person) as app:
        key = await app.fetchval(
            "INSERT INTO roadtrip.discoveries (user_id, poi_name, location, category_id) VALUES ($1, 'Mill', $2, $3)"
            " RETURNING id",
            person,
            NEAR_BERLIN,
            category,
        )
        await app.execute("SELECT set_config('quintet.legal_basis', 'consent', true)")
        await app.execute("UPDATE roadtrip.discoveries SET poi_name = 'Old mill' WHERE id = $1", key)
    await rows.worker.execute("UPDATE roadtrip.discoveries SET is_new_discovery = true WHERE id = $1", key)
    inserted, renamed, scored = await _log(rows, key)
    assert inserted[:4] == ("discoveries", "INSERT", person, None)
    assert inserted[5:] == ("contract", "EU")
    assert renamed == (
        "discoveries",
        "UPDATE",
        person,
        {"id": str(key), "poi_name": "[redacted]"},
        {"id": str(key), "poi_name": "[redacted]"},
        "consent",
        "EU",
    )
    assert scored == (
        "discoveries",
        "UPDATE",
        None,
        {"id": str(key), "is_new_discovery": False},
        {"id": str(key), "is_new_discovery": True},
        "contract",
        None,
    )


async def test_a_deletion_is_recorded_and_so_are_changes_of_a_hypertable(rows: Rows) -> None:
    video, platform = await rows.video(await rows.person()), await rows.platform()
    key = await rows.insert("video_revenues", video_id=video, platform_id=platform, date=NOW.date())
    await rows.worker.execute("DELETE FROM roadtrip.video_revenues WHERE id = $1", key)
    log = await _log(rows, key)
    assert [(entry[0], entry[1], entry[5]) for entry in log] == [
        ("video_revenues", "INSERT", "legal_obligation"),
        ("video_revenues", "DELETE", "legal_obligation"),
    ]


async def test_tables_that_are_not_recorded_are_logs_caches_and_copies(rows: Rows) -> None:
    found = await rows.worker.fetch(
        "SELECT relname FROM pg_class c WHERE relnamespace = 'roadtrip'::regnamespace AND relkind = 'r'"
        " AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'record_audit')"
    )
    assert {row["relname"] for row in found} == UNAUDITED


async def test_an_unknown_legal_basis_is_refused(rows: Rows) -> None:
    async with rows.worker.transaction():
        await rows.worker.execute("SELECT set_config('quintet.legal_basis', 'because', true)")
        await rows.refused("23514", "INSERT INTO roadtrip.poi_categories (name) VALUES ('x')")
    assert await rows.value("SELECT count(*) FROM roadtrip.poi_categories WHERE name = 'x'") == 0


async def test_the_audit_log_cannot_be_changed_by_anybody(fresh_rows: Rows) -> None:
    person = await fresh_rows.person()
    async with fresh_rows.acting(person) as app:
        await app.execute("UPDATE roadtrip.users SET gdpr_consent = true")
    statements = (
        "UPDATE roadtrip.audit_log SET operation = 'SELECT'",
        "UPDATE roadtrip.audit_log SET user_id = NULL WHERE user_id IS NOT NULL",
        "DELETE FROM roadtrip.audit_log",
        "TRUNCATE roadtrip.audit_log",
    )
    before = await fresh_rows.value("SELECT count(*) FROM roadtrip.audit_log")
    async with fresh_rows.owner() as owner, fresh_rows.acting(person) as app:
        for statement in statements:
            await refused(owner, "42501", statement)
            await refused(app, "42501", statement)
            await fresh_rows.refused("42501", statement)
        await refused(app, "42501", "SELECT roadtrip.drop_old_chunks('audit_log', '0 days')")
        assert await app.fetchval("SELECT count(*) FROM roadtrip.audit_log_visible") == 1
    assert await fresh_rows.value("SELECT count(*) FROM roadtrip.audit_log") == before
    assert await fresh_rows.value("SELECT count(*) FROM roadtrip.audit_log WHERE user_id = $1", person) == 1


async def test_old_chunks_of_the_audit_log_are_dropped_by_the_job_alone(fresh_rows: Rows) -> None:
    await fresh_rows.insert(
        "audit_log",
        table_name="users",
        operation="SELECT",
        legal_basis="consent",
        created_at=NOW - dt.timedelta(days=900),
    )
    assert await fresh_rows.value("SELECT roadtrip.drop_old_chunks('audit_log', '800 days')") == 1
    assert await fresh_rows.value("SELECT roadtrip.drop_old_chunks('audit_log', '800 days')") == 0
    await fresh_rows.refused("42501", "SELECT roadtrip.drop_old_chunks('video_revenues', '1 day')")


async def _everything_of(rows: Rows, person: UUID, mark: str) -> None:
    session = await rows.session(person, origin_location=NEAR_BERLIN, session_token="f" * 40 + person.hex[:24])
    discovery = await rows.discovery(person, session_id=session, poi_name=mark)
    video = await rows.insert("videos", discovery_id=discovery, title=mark)
    await rows.insert(
        "voice_interactions", session_id=session, user_id=person, interaction_type="command", user_input_text=mark
    )
    await rows.insert("roadtrip_waypoints", session_id=session, position=1, location=NEAR_BERLIN, name=mark)
    await rows.insert(
        "ai_processing_cache",
        cache_key=mark,
        processing_type="x",
        input_data={"q": mark},
        output_data={},
        discovery_id=discovery,
    )
    for number, said in enumerate(({"q": mark}, {"for": str(person)}, {"for": person.hex})):
        await rows.insert(
            "ai_processing_cache",
            cache_key=f"{number} {uuid4().hex}",
            processing_type="x",
            input_data=said,
            output_data={"a": mark.upper()} if number == 0 else {},
            expires_at=NOW,
        )
    await rows.insert("video_revenues", video_id=video, platform_id=await rows.platform(), date=NOW.date())
    await rows.insert("user_behavior_analytics", user_id=person, event_type="tap", properties={"what": mark})
    await rows.insert("user_referrals", "user_id", user_id=person, referral_link=f"https://example.com/{mark}/")
    await rows.insert("referral_invitations", referrer_id=person, channel="email")
    await rows.insert("discovery_embeddings", discovery_id=discovery, model_version=mark, embedding=str([0.5] * 768))
    await rows.insert(
        "api_usage_tracking", user_id=person, endpoint="graphql", bucket_type="per_day", time_bucket=MIDNIGHT
    )
    async with rows.acting(person) as app:
        await app.execute("UPDATE roadtrip.users SET username = $1", mark)
    await rows.worker.execute("SELECT roadtrip.refresh_user_dashboards()")


async def _mentions(rows: Rows, *needles: str) -> set[str]:
    """The relations, chunks and materialized views among them, in which any of the texts stands."""
    found = await rows.worker.fetch(
        "SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'roadtrip' AND c.relkind IN ('r', 'm')"
    )
    names = set()
    for row in found:
        sql = f"SELECT EXISTS (SELECT FROM {row['name']} AS t WHERE t::text ~* $1)"
        if await rows.value(sql, "|".join(needles)):
            names.add(row["name"].removeprefix("roadtrip."))
    return names


async def test_after_an_erasure_the_person_is_mentioned_nowhere(fresh_rows: Rows) -> None:
    mark = f"mark{uuid4().hex}"
    person = await fresh_rows.person(email=f"{mark}@example.com")
    await _everything_of(fresh_rows, person, mark)
    before = await _mentions(fresh_rows, str(person), mark)
    assert before >= {
        "users",
        "audit_log",
        "user_dashboards",
        "video_revenues",
        "api_usage_tracking",
        "credit_transactions",
    }
    assert await fresh_rows.value("SELECT roadtrip.erase_account($1)", person) is True
    assert await _mentions(fresh_rows, str(person), person.hex, mark) == set()
    assert await fresh_rows.value("SELECT roadtrip.erase_account($1)", person) is False
    assert await faults_of(fresh_rows.worker) == {}


async def test_an_erasure_keeps_answers_that_do_not_name_the_person(rows: Rows) -> None:
    stranger = await rows.person()
    kept = await rows.insert(
        "ai_processing_cache",
        cache_key=uuid4().hex,
        processing_type="x",
        input_data={"for": str(stranger)},
        output_data={},
        expires_at=NOW,
    )
    assert await rows.value("SELECT roadtrip.erase_account($1)", await rows.person()) is True
    assert await rows.value("SELECT count(*) FROM roadtrip.ai_processing_cache WHERE id = $1", kept) == 1


async def test_an_answer_about_no_discovery_has_an_end(rows: Rows) -> None:
    sql = (
        "INSERT INTO roadtrip.ai_processing_cache (cache_key, processing_type, input_data, output_data, expires_at)"
        " VALUES ($1, 'x', '{}', '{}', $2)"
    )
    key = uuid4().hex
    error = await rows.refused("23514", sql, key, None)
    assert error.constraint_name == "ck_ai_processing_cache_expires_or_has_discovery"
    await rows.worker.execute(sql, key, NOW)
    assert await rows.value("SELECT count(*) FROM roadtrip.ai_processing_cache WHERE cache_key = $1", key) == 1


BEHAVIOUR = "INSERT INTO roadtrip.user_behavior_analytics (user_id, event_type) VALUES ($1, 'tap')"
SPEECH = "INSERT INTO roadtrip.voice_interactions (session_id, user_id, interaction_type) VALUES ($1, $2, 'command')"
COLLECTED = (
    "SELECT (SELECT count(*) FROM roadtrip.user_behavior_analytics WHERE user_id = $1),"
    " (SELECT count(*) FROM roadtrip.voice_interactions WHERE user_id = $1)"
)


async def test_without_consent_neither_speech_nor_behaviour_is_collected(rows: Rows) -> None:
    person = await rows.person(gdpr_consent=False)
    session = await rows.session(person)
    await rows.refused("QN403", BEHAVIOUR, person)
    await rows.refused("QN403", SPEECH, session, person)
    async with rows.acting(person) as app:
        await refused(app, "QN403", SPEECH, session, person)
    assert await rows.row(COLLECTED, person) == (0, 0)
    async with rows.acting(person) as app:
        await app.execute("UPDATE roadtrip.users SET gdpr_consent = true")
        await app.execute(SPEECH, session, person)
    await rows.worker.execute(BEHAVIOUR, person)
    assert await rows.row(COLLECTED, person) == (1, 1)


async def test_who_withdraws_a_consent_keeps_what_was_collected_and_adds_nothing(rows: Rows) -> None:
    person = await rows.person()
    await rows.worker.execute(BEHAVIOUR, person)
    await rows.worker.execute("UPDATE roadtrip.users SET gdpr_consent = false WHERE id = $1", person)
    await rows.refused("QN403", BEHAVIOUR, person)
    assert await rows.row(COLLECTED, person) == (1, 0)


async def test_strangers_do_not_learn_what_somebody_agreed_to(rows: Rows) -> None:
    for consent in (True, False):
        victim = await rows.person(gdpr_consent=consent)
        session = await rows.session(victim)
        async with rows.acting(await rows.person()) as app:
            await refused(app, "42501", SPEECH, session, victim)
        assert await rows.row(COLLECTED, victim) == (0, 0)


async def test_the_audit_log_never_says_texts_places_or_secrets(rows: Rows) -> None:
    mark = f"mark{uuid4().hex}"
    person = await rows.person(email=f"{mark}@example.com", preferences={"seat": mark})
    await _everything_of(rows, person, mark)
    await rows.worker.execute("DELETE FROM roadtrip.discoveries WHERE user_id = $1", person)
    said = await rows.value(
        "SELECT count(*) FROM roadtrip.audit_log WHERE concat(old_values, new_values) ~* $1",
        "|".join((mark, "f{40}", r"\$2b\$", "0101000020E6100000", str(person))),
    )
    assert said == 0


@pytest.mark.parametrize(
    ("country", "region"),
    [("FR", "EU"), ("NO", "EU"), ("US", "US"), ("CA", "CA"), ("EG", "EG"), ("GB", "GB"), (None, "EU")],
)
async def test_countries_belong_to_legal_regions(rows: Rows, country: str | None, region: str) -> None:
    async with rows.owner() as owner:
        assert await owner.fetchval("SELECT roadtrip.region_of($1)", country) == region


async def _policy(rows: Rows, table: str, kind: str = "automatic_deletion", **values: object) -> int:
    given: dict[str, Any] = {"retention_period_days": 30, "cleanup_frequency": "daily", **values}
    made: int = await rows.insert("data_retention_policies", table_name=table, policy_type=kind, **given)
    return made


async def _said(rows: Rows, country: str | None, when: dt.datetime) -> UUID:
    person = await rows.person(country_code=country)
    session = await rows.session(person)
    made: UUID = await rows.insert(
        "voice_interactions",
        session_id=session,
        user_id=person,
        interaction_type="question",
        user_input_text="Where?",
        created_at=when,
    )
    return made


@pytest.mark.parametrize(
    "table", ["users", "audit_log", "video_revenues", "pg_class", "x; DROP TABLE roadtrip.users"]
)
async def test_policies_are_only_for_tables_on_the_list(rows: Rows, table: str) -> None:
    error = await rows.refused(
        "23514",
        "INSERT INTO roadtrip.data_retention_policies"
        " (table_name, retention_period_days, policy_type, cleanup_frequency)"
        " VALUES ($1, 30, 'automatic_deletion', 'daily')",
        table,
    )
    assert error.constraint_name == "ck_data_retention_policies_table_name_values"


async def test_a_policy_deletes_old_rows_of_its_regions_at_the_exact_edge(fresh_rows: Rows) -> None:
    edge = NOW - dt.timedelta(days=30)
    gone = [await _said(fresh_rows, country, edge - dt.timedelta(seconds=1)) for country in ("FR", "US", "CA", None)]
    kept = [await _said(fresh_rows, "FR", edge), await _said(fresh_rows, "EG", LONG_AGO)]
    policy = await _policy(fresh_rows, "voice_interactions")
    assert await fresh_rows.value(APPLY, policy, NOW, 1000) == 4
    found = await fresh_rows.worker.fetch(
        "SELECT id FROM roadtrip.voice_interactions WHERE id = ANY ($1)", gone + kept
    )
    assert {row["id"] for row in found} == set(kept)


async def test_a_policy_anonymises_what_it_does_not_delete(fresh_rows: Rows) -> None:
    said = await _said(fresh_rows, "FR", LONG_AGO)
    policy = await _policy(fresh_rows, "voice_interactions", "anonymization")
    await fresh_rows.worker.fetchval(APPLY, policy, NOW, 1000)
    sql = "SELECT user_input_text, interaction_type FROM roadtrip.voice_interactions WHERE id = $1"
    assert await fresh_rows.row(sql, said) == (None, "question")


async def test_an_anonymised_discovery_is_at_the_centre_of_a_city(fresh_rows: Rows) -> None:
    discovery = await fresh_rows.discovery(await fresh_rows.person(country_code="DE"), created_at=LONG_AGO)
    policy = await _policy(fresh_rows, "discoveries", "anonymization")
    assert await fresh_rows.value(APPLY, policy, NOW, 1000) == 1
    sql = "SELECT public.ST_AsText(location) FROM roadtrip.discoveries WHERE id = $1"
    assert await fresh_rows.value(sql, discovery) == "POINT(13.4105 52.5244)"


@pytest.mark.parametrize("table", ["roadtrip_sessions", "roadtrip_waypoints", "user_behavior_analytics"])
@pytest.mark.parametrize("kind", ["automatic_deletion", "anonymization"])
async def test_every_table_on_the_list_can_be_deleted_from_and_anonymised(
    fresh_rows: Rows, table: str, kind: str
) -> None:
    person = await fresh_rows.person(country_code="US")
    session = await fresh_rows.session(person, created_at=LONG_AGO, origin_location=NEAR_BERLIN)
    await fresh_rows.insert(
        "roadtrip_waypoints", session_id=session, position=1, location=NEAR_BERLIN, created_at=LONG_AGO
    )
    await fresh_rows.insert(
        "user_behavior_analytics", user_id=person, event_type="x", properties={"a": 1}, occurred_at=LONG_AGO
    )
    policy = await _policy(fresh_rows, table, kind)
    assert await fresh_rows.value(APPLY, policy, NOW, 1000) >= 1
    again = await fresh_rows.insert(
        "data_retention_policies",
        table_name=table,
        policy_type=kind,
        retention_period_days=30,
        cleanup_frequency="daily",
    )
    assert await fresh_rows.value(APPLY, again, NOW, 1000) == 0


async def test_counted_calls_are_only_deleted(fresh_rows: Rows) -> None:
    person = await fresh_rows.person(country_code="US")
    hour = LONG_AGO.replace(minute=0, second=0, microsecond=0)
    await fresh_rows.insert(
        "api_usage_tracking", user_id=person, endpoint="x", bucket_type="per_hour", time_bucket=hour
    )
    assert await fresh_rows.value(APPLY, await _policy(fresh_rows, "api_usage_tracking"), NOW, 1000) == 1
    await fresh_rows.refused(
        "23514",
        "UPDATE roadtrip.data_retention_policies SET policy_type = 'anonymization'"
        " WHERE table_name = 'api_usage_tracking'",
    )


async def test_a_policy_works_in_batches_and_then_rests_for_its_frequency(fresh_rows: Rows) -> None:
    for _ in range(3):
        await _said(fresh_rows, "US", LONG_AGO)
    policy = await _policy(fresh_rows, "voice_interactions", cleanup_frequency="weekly", applies_to_regions=["US"])
    assert [await fresh_rows.value(APPLY, policy, NOW, 2) for _ in range(2)] == [2, 1]
    await _said(fresh_rows, "US", LONG_AGO)
    assert await fresh_rows.value(APPLY, policy, NOW + dt.timedelta(days=6), 2) == 0
    assert await fresh_rows.value(APPLY, policy, NOW + dt.timedelta(days=7), 2) == 1


async def test_a_policy_that_is_not_active_does_nothing(fresh_rows: Rows) -> None:
    said = await _said(fresh_rows, "FR", LONG_AGO)
    policy = await _policy(fresh_rows, "voice_interactions", is_active=False)
    assert await fresh_rows.value(APPLY, policy, NOW, 1000) == 0
    assert await fresh_rows.value("SELECT count(*) FROM roadtrip.voice_interactions WHERE id = $1", said) == 1
