"""Values that the document rules out are refused, and what it leaves open is accepted."""

import json
from uuid import uuid4

import pytest

from models import columns
from models.roadtrip import roadtrip_registry
from tests.models.roadtrip.rows import BCRYPT, NOW, Rows

LISTS = sorted(
    (table.name, column.name)
    for table in roadtrip_registry.metadata.sorted_tables
    for column in table.columns
    if columns.facts_of(column).choices is not None and table.name != "public_discoveries"
)
SCORES = {
    "discoveries": ("uniqueness_score", "revenue_potential_score"),
    "voice_interactions": ("confidence_score",),
    "podcast_episodes": ("completion_rate",),
}


async def _check(rows: Rows, table: str, name: str) -> str:
    found: str = await rows.value(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::text::regclass AND conname = $2",
        f"roadtrip.{table}",
        name,
    )
    return found


@pytest.mark.parametrize(("table", "column"), LISTS)
async def test_every_value_list_is_checked(rows: Rows, table: str, column: str) -> None:
    facts = columns.facts_of(roadtrip_registry.metadata.tables[f"roadtrip.{table}"].columns[column])
    assert facts.choices is not None
    definition = await _check(rows, table, f"ck_{table}_{column}_values")
    assert [part.split("'")[1] for part in definition.split(",")] == [item.value for item in facts.choices]


def test_the_checked_lists_are_the_documented_twelve_and_three_more() -> None:
    assert LISTS == [
        ("api_usage_tracking", "bucket_type"),
        ("audit_log", "legal_basis"),
        ("audit_log", "operation"),
        ("credit_transactions", "transaction_type"),
        ("data_retention_policies", "cleanup_frequency"),
        ("data_retention_policies", "policy_type"),
        ("data_retention_policies", "table_name"),
        ("discoveries", "discovery_method"),
        ("discoveries", "validation_status"),
        ("platform_uploads", "status"),
        ("podcast_episodes", "status"),
        ("referral_conversions", "conversion_status"),
        ("referral_milestones", "metric"),
        ("revenue_by_bucket", "bucket_type"),
        ("revenue_totals", "bucket_type"),
        ("roadtrip_sessions", "status"),
        ("users", "subscription_status"),
        ("voice_interactions", "interaction_type"),
    ]


async def test_a_bad_value_of_a_list_is_refused(rows: Rows) -> None:
    person = await rows.person()
    error = await rows.refused(
        "23514", "UPDATE roadtrip.users SET subscription_status = 'gold' WHERE id = $1", person
    )
    assert error.constraint_name == "ck_users_subscription_status_values"


async def test_processing_types_are_open_but_not_empty(rows: Rows) -> None:
    sql = (
        "INSERT INTO roadtrip.ai_processing_cache (cache_key, processing_type, input_data, output_data, expires_at)"
        " VALUES ($1, $2, '{}', '{}', now())"
    )
    await rows.worker.execute(sql, uuid4().hex, "route_planning")
    error = await rows.refused("23514", sql, uuid4().hex, " ")
    assert error.constraint_name == "ck_ai_processing_cache_processing_type_form"


@pytest.mark.parametrize(("table", "column"), [(table, name) for table, names in SCORES.items() for name in names])
async def test_scores_lie_between_0_and_1(rows: Rows, table: str, column: str) -> None:
    assert await _check(rows, table, f"ck_{table}_{column}_range") == (
        f"CHECK ((({column} >= (0)::numeric) AND ({column} <= (1)::numeric)))"
    )


@pytest.mark.parametrize("score", ["1.001", "-0.1", "9.999", "NaN"])
async def test_a_score_outside_0_to_1_is_refused(rows: Rows, score: str) -> None:
    discovery = await rows.discovery(await rows.person())
    sql = f"UPDATE roadtrip.discoveries SET uniqueness_score = '{score}' WHERE id = $1"
    error = await rows.refused("23514", sql, discovery)
    assert error.constraint_name == "ck_discoveries_uniqueness_score_range"


@pytest.mark.parametrize("score", ["0", "1"])
async def test_the_ends_of_a_score_are_accepted(rows: Rows, score: str) -> None:
    discovery = await rows.discovery(await rows.person())
    await rows.worker.execute(f"UPDATE roadtrip.discoveries SET uniqueness_score = {score} WHERE id = $1", discovery)


@pytest.mark.parametrize("country", ["eg", "E", "E ", "1A"])
async def test_a_country_that_is_no_iso_code_is_refused(rows: Rows, country: str) -> None:
    with pytest.raises(Exception, match="ck_users_country_code_form"):
        await rows.person(country_code=country)


async def test_a_country_of_three_letters_is_refused(rows: Rows) -> None:
    person = await rows.person()
    await rows.refused("22001", "UPDATE roadtrip.users SET country_code = 'EGY' WHERE id = $1", person)


async def test_a_country_and_no_country_are_accepted(rows: Rows) -> None:
    person = await rows.person(country_code="EG")
    await rows.worker.execute("UPDATE roadtrip.users SET country_code = NULL WHERE id = $1", person)


@pytest.mark.parametrize("password", ["secret", "a" * 60, "$2b$12$" + "a" * 52, "$1$" + "a" * 57])
async def test_a_password_that_is_not_hashed_with_bcrypt_is_refused(rows: Rows, password: str) -> None:
    person = await rows.person()
    sql = "UPDATE roadtrip.users SET password_hash = $2 WHERE id = $1"
    error = await rows.refused("23514", sql, person, password)
    assert error.constraint_name == "ck_users_password_hash_form"
    for version in "aby":
        await rows.worker.execute(sql, person, BCRYPT.replace("$2b", f"$2{version}"))


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("users", "email"),
        ("users", "username"),
        ("roadtrip_sessions", "activation_code"),
        ("roadtrip_sessions", "session_token"),
        ("ai_processing_cache", "cache_key"),
        ("user_referrals", "referral_code"),
    ],
)
async def test_documented_values_are_unique(rows: Rows, table: str, column: str) -> None:
    assert await _check(rows, table, f"uq_{table}_{column}") == f"UNIQUE ({column})"


async def test_the_same_address_twice_is_refused(rows: Rows) -> None:
    person = await rows.person()
    error = await rows.refused(
        "23505",
        "INSERT INTO roadtrip.users (email, username, password_hash)"
        " SELECT email, $2, password_hash FROM roadtrip.users WHERE id = $1",
        person,
        uuid4().hex,
    )
    assert error.constraint_name == "uq_users_email"


async def test_privacy_begins_as_strict_as_it_can_be(rows: Rows) -> None:
    person = await rows.person()
    assert await rows.row("SELECT privacy_settings, preferences FROM roadtrip.users WHERE id = $1", person) == (
        {"share_discoveries": False, "usage_analytics": False, "personalization": False, "marketing_messages": False},
        {},
    )


@pytest.mark.parametrize("settings", ["[]", '"all"', '{"share_discoveries": "yes"}', '{"share_discoveries": null}'])
async def test_privacy_settings_of_another_form_are_refused(rows: Rows, settings: str) -> None:
    person = await rows.person()
    sql = f"UPDATE roadtrip.users SET privacy_settings = '{settings}' WHERE id = $1"
    assert (await rows.refused("23514", sql, person)).constraint_name == "ck_users_privacy_settings_form"


async def test_an_episode_has_two_voices_unless_told_otherwise(rows: Rows) -> None:
    discovery = await rows.discovery(await rows.person())
    voices = await rows.insert(
        "podcast_episodes", "voice_actors", discovery_id=discovery, title="Mill", script={}, duration_seconds=6
    )
    assert voices == [{"role": "host", "voice": "warm"}, {"role": "guest", "voice": "lively"}]


async def test_an_episode_is_linked_to_its_distillation(rows: Rows) -> None:
    discovery = await rows.discovery(await rows.person())
    distillation = await rows.insert(
        "review_distillations",
        discovery_id=discovery,
        source_reviews=["Lovely."],
        source_platforms=["google"],
        distilled_script={"text": "Lovely mill."},
    )
    linked = await rows.insert(
        "podcast_episodes",
        "review_distillation_id",
        discovery_id=discovery,
        title="Mill",
        script={},
        duration_seconds=6,
        review_distillation_id=distillation,
    )
    assert linked == distillation


async def test_something_said_belongs_to_the_traveller(rows: Rows) -> None:
    person, stranger = await rows.person(), await rows.person()
    session = await rows.session(person)
    said = await rows.insert(
        "voice_interactions", "audio_data_retained", session_id=session, user_id=person, interaction_type="question"
    )
    assert said is False
    error = await rows.refused(
        "23503",
        "INSERT INTO roadtrip.voice_interactions (session_id, user_id, interaction_type) VALUES ($1, $2, 'question')",
        session,
        stranger,
    )
    assert error.constraint_name == "fk_voice_interactions_session_id"


async def test_an_embedding_has_768_dimensions_and_is_found_by_its_index(rows: Rows) -> None:
    discovery = await rows.discovery(await rows.person())
    sql = "INSERT INTO roadtrip.discovery_embeddings (discovery_id, model_version, embedding) VALUES ($1, 'm', $2)"
    await rows.refused("22000", sql, discovery, str([0.1] * 3))
    await rows.worker.execute(sql, discovery, str([0.1] * 768))
    async with rows.owner() as owner:
        await owner.execute("SET enable_seqscan = off")
        plan = await owner.fetch(
            "EXPLAIN SELECT discovery_id FROM roadtrip.discovery_embeddings"
            f" ORDER BY embedding <=> '{[0.2] * 768}' LIMIT 5"
        )
    assert "ix_discovery_embeddings_embedding" in "\n".join(row[0] for row in plan)


async def test_an_expiry_in_the_future_is_kept(rows: Rows) -> None:
    person = await rows.person(data_retention_expires_at=NOW)
    assert await rows.value("SELECT data_retention_expires_at FROM roadtrip.users WHERE id = $1", person) == NOW


@pytest.mark.parametrize("value", [[], "a line", 6, None])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("review_distillations", "distilled_script"),
        ("review_distillations", "podcast_script"),
        ("podcast_episodes", "script"),
    ],
)
async def test_a_script_is_an_object(rows: Rows, table: str, column: str, value: object) -> None:
    discovery = await rows.discovery(await rows.person())
    distillation = await rows.insert(
        "review_distillations",
        discovery_id=discovery,
        source_reviews=[],
        source_platforms=["yelp"],
        distilled_script={},
        podcast_script={},
    )
    await rows.insert("podcast_episodes", discovery_id=discovery, title="Mill", script={}, duration_seconds=6)
    error = await rows.refused(
        "23514",
        f"UPDATE roadtrip.{table} SET {column} = $2::text::jsonb WHERE discovery_id = $1",
        discovery,
        json.dumps(value),
    )
    assert error.constraint_name == f"ck_{table}_{column}_object"
    kept = "SELECT distilled_script, podcast_script FROM roadtrip.review_distillations WHERE id = $1"
    assert await rows.row(kept, distillation) == ({}, {})
