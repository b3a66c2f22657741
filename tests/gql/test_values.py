"""Values as clients read them: every kind of column to the last digit, flags never null, enums by name."""

import datetime as dt
import json
from decimal import Decimal
from ipaddress import ip_interface
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Table

from gql.derivation.columns import enum_of, shown, writer
from gql.derivation.names import field_name, product_of, row_field
from models.base import facts_of as facts_of_table
from models.catalog import TABLES
from models.columns import facts_of
from tests.contract.rows import Owner, RowMaker
from tests.gql.asking import key_of, one
from tests.gql.lanes import data_in_both, texts_in_both
from tests.people import Person
from tests.served import Client

CAIRO = dt.timezone(dt.timedelta(hours=2))
COLUMNS = [column for table in TABLES.values() if facts_of_table(table).in_graph for column in table.columns]
ENUMS = [column for column in COLUMNS if facts_of(column).choices is not None]
DEFAULTS = sorted({c.table.fullname for c in COLUMNS if c.nullable and facts_of(c).fallback is not None})


async def value_in(client: Client, maker: RowMaker, column: str, stored: object, **more: object) -> Any:
    """How both lanes show a value of a column, in a row of somebody new."""
    schema, table_name, name = column.split(".")
    table, owner = TABLES[f"{schema}.{table_name}"], await maker.owner()
    await maker.ancestors(owner, table)
    row = await maker.add(owner, table, **more, **({} if isinstance(stored, sa.TextClause) else {name: stored}))
    if isinstance(stored, sa.TextClause):
        # What PostgreSQL knows and Python does not cannot be read back by whoever writes it.
        await maker.run(sa.update(table).where(table.c.id == row["id"]).values({name: stored}))
    return await shown_value(client, owner, table, row, name)


async def shown_value(client: Client, owner: Owner, table: Table, row: dict[str, Any], name: str) -> Any:
    """How both lanes show a value of a row; a number keeps its form: 1 is not 1.0, and 0.0 not -0.0."""
    field, query = field_name(name), one(table, field_name(name))
    resolved, compiled = [
        json.loads(text)["data"][table.schema][row_field(table)][field]
        for text in await texts_in_both(client, Person.of(owner), query, **key_of(table, row))
    ]
    assert compiled == resolved
    return resolved


@pytest.mark.parametrize(
    ("column", "stored", "shown_as"),
    [
        ("liveconvo.transcripts.confidence_score", "0.90", "0.90"),
        ("liveconvo.transcripts.confidence_score", "0", "0.00"),
        ("liveconvo.transcripts.confidence_score", None, None),
        ("liveconvo.transcripts.start_time_seconds", "99999.999", "99999.999"),
        ("learning.usage_logs.cost_usd", "0.000001", "0.000001"),
        ("learning.subscriptions.amount_egp", "99999999.99", "99999999.99"),
        ("repurpose.usage_logs_daily.estimated_cost_usd", "9999999999.999999", "9999999999.999999"),
        ("repurpose.usage_logs_daily.estimated_cost_usd", "0", "0.000000"),
        ("webbuilder.conversions.value", "9999999999.99", "9999999999.99"),
    ],
)
async def test_a_decimal_keeps_its_scale(
    client: Client, maker: RowMaker, column: str, stored: str | None, shown_as: str | None
) -> None:
    value = None if stored is None else Decimal(stored)
    more = {"end_time_seconds": None, "duration_seconds": None} if "transcripts" in column else {}
    assert await value_in(client, maker, column, value, **more) == shown_as


@pytest.mark.parametrize("number", [0, 1, 2**31 - 1, 2**31, 2**53, 2**53 + 1, 2**63 - 1])
async def test_a_number_of_64_bits_is_a_text(client: Client, maker: RowMaker, number: int) -> None:
    assert await value_in(client, maker, "repurpose.usage_logs_daily.tokens_used", number) == str(number)


@pytest.mark.parametrize("number", [-(2**63), -(2**31) - 1, -1])
async def test_a_number_of_64_bits_may_be_below_zero(client: Client, maker: RowMaker, number: int) -> None:
    column = "roadtrip.revenue_by_bucket.net_revenue_cents"
    assert await value_in(client, maker, column, number) == str(number)


@pytest.mark.parametrize("number", [0, 1, 2**31 - 1])
async def test_a_number_of_32_bits_is_a_number(client: Client, maker: RowMaker, number: int) -> None:
    value = await value_in(client, maker, "liveconvo.usage_records.unit_price_cents", number)
    assert (type(value), value) == (int, number)


@pytest.mark.parametrize("number", [0.1 + 0.2, 0.3, 5e-324, 2.2250738585072014e-308, 1e-7, 0.9999999999999999])
async def test_a_double_is_right_to_the_last_digit(client: Client, maker: RowMaker, number: float) -> None:
    value = await value_in(client, maker, "learning.learning_profiles.mastery_score", number)
    assert repr(value) == repr(number)


@pytest.mark.parametrize("number", [0.0, -0.0, 1.0])
async def test_a_double_that_is_whole_keeps_its_sign(client: Client, maker: RowMaker, number: float) -> None:
    table, owner = TABLES["learning.learning_profiles"], await maker.owner()
    row = await maker.add(owner, table, mastery_score=number)
    for text in await texts_in_both(client, Person.of(owner), one(table, "masteryScore"), id=str(row["id"])):
        # In JSON 1 and 1.0 are one number.
        read = json.loads(text, parse_int=float)["data"]["learning"]["learningProfile"]
        assert repr(read) == repr({"masteryScore": number})


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-31T12:00:00",
        "2026-01-31T12:00:00.12",
        "2026-01-31T12:00:00.123456",
        "2026-01-31T12:00:00.000001",
        "1969-12-31T23:59:59.999999",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59.999999",
    ],
)
@pytest.mark.parametrize(
    "column",
    [
        "repurpose.usage_logs.created_at",
        "roadtrip.voice_interactions.created_at",
        "learning.usage_logs.timestamp",
        "learning.guardian_consents.consent_timestamp",
        "learning.subscriptions.next_billing_date",
    ],
)
async def test_a_moment_has_an_offset_and_no_trailing_zeros(
    client: Client, maker: RowMaker, column: str, moment: str
) -> None:
    stored = dt.datetime.fromisoformat(f"{moment}+00:00")
    assert await value_in(client, maker, column, stored) == f"{moment}+00:00"


@pytest.mark.parametrize(
    "column",
    [
        "liveconvo.sessions.deleted_at",
        "repurpose.subscriptions.canceled_at",
        "learning.subscriptions.next_billing_date",
    ],
)
async def test_no_moment_is_null(client: Client, maker: RowMaker, column: str) -> None:
    assert await value_in(client, maker, column, None) is None


async def test_a_moment_is_shown_in_universal_time(client: Client, maker: RowMaker) -> None:
    for column in ("learning.usage_logs.timestamp", "repurpose.usage_logs.created_at"):
        stored = dt.datetime(2026, 1, 31, 12, tzinfo=CAIRO)
        assert await value_in(client, maker, column, stored) == "2026-01-31T10:00:00+00:00"


FIRST, LAST = "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999+00:00"


@pytest.mark.parametrize(
    ("stored", "shown_as"),
    [("-infinity", FIRST), ("infinity", LAST), ("0044-03-15 BC", FIRST), ("10000-01-01", LAST)],
)
@pytest.mark.parametrize("column", ["learning.usage_logs.timestamp", "repurpose.usage_logs.created_at"])
async def test_a_moment_beyond_the_calendar_is_shown_as_the_first_or_the_last(
    client: Client, maker: RowMaker, column: str, stored: str, shown_as: str
) -> None:
    assert await value_in(client, maker, column, sa.text(f"'{stored}'")) == shown_as


@pytest.mark.parametrize(
    ("stored", "shown_as"),
    [
        ("2026-02-28", "2026-02-28"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("-infinity", "0001-01-01"),
        ("infinity", "9999-12-31"),
        ("0044-03-15 BC", "0001-01-01"),
        ("10000-01-01", "9999-12-31"),
    ],
)
async def test_a_day_is_shown_without_a_time(client: Client, maker: RowMaker, stored: str, shown_as: str) -> None:
    day = sa.text(f"'{stored}'::date")
    assert await value_in(client, maker, "repurpose.usage_logs_daily.day", day) == shown_as


@pytest.mark.parametrize(
    "column",
    [
        "liveconvo.user_app_sessions.ip_address",
        "webbuilder.campaign_events.ip_address",
        "learning.guardian_consents.ip_address",
        "repurpose.usage_logs.ip_address",
    ],
)
async def test_an_address_is_shown_as_postgresql_writes_it(client: Client, maker: RowMaker, column: str) -> None:
    for address in (
        "192.0.2.1",
        "255.255.255.255",
        "10.0.0.0/8",
        "192.0.2.1/24",
        "0.0.0.0/0",
        "2001:db8::1",
        "2001:db8::1/64",
        "::1",
        "::",
        "::192.0.2.1",
        "::ffff:192.0.2.1",
    ):
        assert await value_in(client, maker, column, ip_interface(address)) == address
    assert await value_in(client, maker, column, None) is None


@pytest.mark.parametrize(
    "stored",
    [
        [],
        [{"prompt": "Ask.", "weight": 1.5, "tags": ["a", None, True], "deep": {"er": [[]]}}],
        ['"quoted"', "line\nend", "Ünïcode 🙂", "\u2028", "</script>"],
        None,
    ],
)
async def test_json_is_shown_as_it_is(client: Client, maker: RowMaker, stored: list[object] | None) -> None:
    value = sa.null() if stored is None else stored
    assert await value_in(client, maker, "liveconvo.templates.guidance_prompts", value) == stored


@pytest.mark.parametrize("text", ["", " ", "'; DROP TABLE sessions; --", "%_\\", "$$", "\x01\x7f\u2028", "🙂" * 255])
async def test_text_is_shown_as_it_is(client: Client, maker: RowMaker, text: str) -> None:
    assert await value_in(client, maker, "liveconvo.sessions.title", text) == text


@pytest.mark.parametrize("column", ENUMS, ids=lambda column: f"{column.table.fullname}.{column.name}")
def test_every_value_of_a_list_is_shown_by_its_name(column: "Column[Any]") -> None:
    choices = facts_of(column).choices
    assert choices is not None
    kind: Any = enum_of(product_of(column.table).prefix, choices)
    write = writer(column)
    assert write is not None
    names = {value.name for value in kind.__strawberry_definition__.values}
    assert {write(member.value) for member in choices} == names == {member.name for member in choices}


@pytest.mark.parametrize(
    ("column", "stored", "shown_as"),
    [
        ("liveconvo.sessions.status", "archived", "ARCHIVED"),
        ("roadtrip.discoveries.discovery_method", None, None),
        ("webbuilder.campaigns.type", "funnel", "FUNNEL"),
        ("repurpose.usage_logs.event_type", "generation_failed", "GENERATION_FAILED"),
    ],
)
async def test_a_value_of_a_list_is_shown_by_its_name(
    client: Client, maker: RowMaker, column: str, stored: str | None, shown_as: str | None
) -> None:
    assert await value_in(client, maker, column, stored) == shown_as


@pytest.mark.parametrize("name", DEFAULTS)
async def test_what_may_be_left_out_shows_its_default(client: Client, maker: RowMaker, name: str) -> None:
    table, owner = TABLES[name], await maker.owner()
    wanted = [c for c in shown(table) if c.nullable and facts_of(c).fallback is not None]
    nulls = {column.name: sa.null() for column in wanted}
    await maker.ancestors(owner, table)
    if (row := owner.rows.get(name)) is None:
        row = await maker.add(owner, table, **nulls)
    await maker.run(sa.update(table).where(table.c.id == row["id"]).values(nulls))
    query = one(table, " ".join(field_name(column.name) for column in wanted))
    data = await data_in_both(client, Person.of(owner), query, **key_of(table, row))
    assert data[table.schema][row_field(table)] == {field_name(c.name): _default(c) for c in wanted}


def _default(column: "Column[Any]") -> object:
    facts = facts_of(column)
    if facts.choices is not None:
        return facts.choices(facts.fallback).name
    if isinstance(facts.fallback, Decimal):
        assert isinstance(column.type, sa.Numeric)
        return f"{facts.fallback:.{column.type.scale}f}"
    return facts.fallback


def test_secret_and_hidden_columns_are_no_fields() -> None:
    visible = {column for table in {column.table for column in COLUMNS} for column in shown(table)}
    assert {f"{column.table.fullname}.{column.name}" for column in COLUMNS if column not in visible} == {
        "roadtrip.users.password_hash",
        "roadtrip.roadtrip_sessions.session_token",
        "roadtrip.cities.is_first",
        "roadtrip.podcast_episodes.completion_total",
        "roadtrip.user_credits.kept_share_cents",
        "liveconvo.users.password_hash",
        "liveconvo.users.google_id",
        "liveconvo.users.is_email_verified",
        "liveconvo.sessions.audio_file_url",
        "liveconvo.documents.file_url",
        "liveconvo.user_app_sessions.session_token",
        "webbuilder.users.password_hash",
        "webbuilder.campaigns.search_vector",
        "webbuilder.component_library.search_vector",
        "webbuilder.job_queue.payload",
        "webbuilder.platform_integrations.encrypted_credentials",
        "repurpose.subscriptions.last_event_at",
        "repurpose.webhook_events.payload",
    }
