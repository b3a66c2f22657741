"""Values as clients read them: every kind of column to the last digit, flags never null, enums by name."""

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa

from gql.derivation.columns import shown
from gql.derivation.names import field_name, row_field
from models import columns as col
from models.liveconvo import UsageRecord, UserAppSession
from repositories.repository import table_of
from tests.gql.belongings import MAKERS, STAFF_TABLES, TABLES, required_values
from tests.people import People
from tests.served import Client

CAIRO = dt.timezone(dt.timedelta(hours=2))
READABLE = sorted(MAKERS.keys() - STAFF_TABLES)


@pytest.mark.parametrize(
    ("stored", "shown_as"),
    [
        (Decimal("0.90"), "0.90"),
        (Decimal("0"), "0.00"),
        (Decimal("1"), "1.00"),
        (Decimal("0.01"), "0.01"),
        (None, None),
    ],
)
async def test_a_decimal_keeps_its_scale(
    client: Client, people: People, stored: Decimal | None, shown_as: str | None
) -> None:
    person = await people.person()
    key = await people.transcript(await people.session(person), confidence_score=stored)
    data = await client.data(
        person, "query($id: UUID!) { liveconvo { transcript(id: $id) { confidenceScore } } }", id=str(key)
    )
    assert data["liveconvo"]["transcript"] == {"confidenceScore": shown_as}


@pytest.mark.parametrize(
    ("stored", "shown_as"),
    [
        (dt.datetime(2026, 1, 31, 12, 0, 0, tzinfo=CAIRO), "2026-01-31T10:00:00+00:00"),
        (dt.datetime(2026, 1, 31, 12, 0, 0, 120_000, tzinfo=dt.UTC), "2026-01-31T12:00:00.12+00:00"),
        (dt.datetime(2026, 1, 31, 12, 0, 0, 123_456, tzinfo=dt.UTC), "2026-01-31T12:00:00.123456+00:00"),
        (dt.datetime(2026, 1, 31, 12, 0, 0, 1, tzinfo=dt.UTC), "2026-01-31T12:00:00.000001+00:00"),
        (dt.datetime(1, 1, 1, tzinfo=dt.UTC), "0001-01-01T00:00:00+00:00"),
        (dt.datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC), "9999-12-31T23:59:59.999999+00:00"),
        (None, None),
    ],
)
async def test_a_moment_has_an_offset_and_no_trailing_zeros(
    client: Client, people: People, stored: dt.datetime | None, shown_as: str | None
) -> None:
    person = await people.person(last_login_at=stored)
    data = await client.data(person, "{ liveconvo { me { lastLoginAt } } }")
    assert data == {"liveconvo": {"me": {"lastLoginAt": shown_as}}}


async def test_a_usage_record_shows_dates_decimals_and_enums(client: Client, people: People) -> None:
    person = await people.person()
    key = await people.insert(
        UsageRecord,
        user_id=person.id,
        usage_type="audio_processing",
        quantity=Decimal("1234567.891"),
        unit="hours",
        billing_period_start=dt.date(2026, 2, 1),
        billing_period_end=dt.date(2026, 2, 28),
        unit_price_cents=2**31 - 1,
        total_cost_cents=0,
    )
    data = await client.data(
        person,
        "query($id: UUID!) { liveconvo { usageRecord(id: $id) { id userId sessionId usageType quantity unit"
        " billingPeriodStart billingPeriodEnd unitPriceCents totalCostCents } } }",
        id=str(key),
    )
    assert data["liveconvo"]["usageRecord"] == {
        "id": str(key),
        "userId": str(person.id),
        "sessionId": None,
        "usageType": "AUDIO_PROCESSING",
        "quantity": "1234567.891",
        "unit": "HOURS",
        "billingPeriodStart": "2026-02-01",
        "billingPeriodEnd": "2026-02-28",
        "unitPriceCents": 2147483647,
        "totalCostCents": 0,
    }


@pytest.mark.parametrize("address", ["192.0.2.1", "255.255.255.255", "2001:db8::1", "::1", "10.0.0.0/8"])
async def test_an_address_is_shown_as_postgresql_writes_it(client: Client, people: People, address: str) -> None:
    person = await people.person()
    key = await people.insert(UserAppSession, user_id=person.id)
    visits = table_of(UserAppSession)
    await people.run(sa.update(visits).where(visits.c.id == key).values(ip_address=sa.text(f"'{address}'::inet")))
    shown_as = (await people.run(sa.select(sa.cast(visits.c.ip_address, sa.Text())).where(visits.c.id == key)))[0][0]
    data = await client.data(
        person, "query($id: UUID!) { liveconvo { userAppSession(id: $id) { ipAddress deviceType } } }", id=str(key)
    )
    assert data["liveconvo"]["userAppSession"] == {
        "ipAddress": shown_as.removesuffix("/32").removesuffix("/128"),
        "deviceType": None,
    }


@pytest.mark.parametrize(
    "stored",
    [
        [],
        [{"prompt": "Ask.", "weight": 1.5, "tags": ["a", None, True], "deep": {"er": [[]]}}],
        ['"quoted"', "line\nend", "Ünïcode 🙂", "\u2028", "</script>"],
        [12345678901234567890, 0.1, -1, 0, 1.5e-7],
    ],
)
async def test_json_is_shown_as_it_is(client: Client, people: People, stored: list[object]) -> None:
    person = await people.person()
    key = await people.template(person, guidance_prompts=stored)
    data = await client.data(
        person, "query($id: UUID!) { liveconvo { template(id: $id) { guidancePrompts } } }", id=str(key)
    )
    assert data["liveconvo"]["template"] == {"guidancePrompts": stored}


async def test_absent_json_is_null(client: Client, people: People) -> None:
    person = await people.person()
    key = await people.template(person)
    data = await client.data(
        person, "query($id: UUID!) { liveconvo { template(id: $id) { guidancePrompts } } }", id=str(key)
    )
    assert data["liveconvo"]["template"] == {"guidancePrompts": None}


@pytest.mark.parametrize("text", ["", " ", "'; DROP TABLE sessions; --", "%_\\", "$$", "\x01\x7f\u2028", "🙂" * 255])
async def test_text_is_shown_as_it_is(client: Client, people: People, text: str) -> None:
    person = await people.person()
    key = await people.session(person, title=text)
    data = await client.data(person, "query($id: UUID!) { liveconvo { session(id: $id) { title } } }", id=str(key))
    assert data["liveconvo"]["session"] == {"title": text}


@pytest.mark.parametrize("name", READABLE)
async def test_what_may_be_left_out_shows_its_default_or_null(client: Client, people: People, name: str) -> None:
    person = await people.person()
    session = await people.session(person)
    table = TABLES[name]
    nulls = {
        column.name: sa.null()
        for column in table.columns
        if column.nullable and column.name != "user_id" and column.name != "deleted_at"
    }
    key = await people.insert(MAKERS[name], **{**nulls, **required_values(name, person.id, session)})
    triggered = {"recordingStartedAt", "isEmailVerified"}
    wanted = {field_name(column.name): column for column in shown(table) if column.name in nulls}
    wanted = {field: column for field, column in wanted.items() if field not in triggered}
    data = await client.data(
        person,
        f"query($id: UUID!) {{ liveconvo {{ {row_field(table)}(id: $id) {{ {' '.join(wanted)} }} }} }}",
        id=str(key),
    )
    expected: dict[str, object] = {}
    for field, column in wanted.items():
        facts = col.facts_of(column)
        fallback = facts.fallback
        if facts.choices is not None and fallback is not None:
            fallback = facts.choices(fallback).name
        expected[field] = f"{fallback:.2f}" if isinstance(fallback, Decimal) else fallback
    assert data["liveconvo"][row_field(table)] == expected


async def test_flags_of_an_account_are_never_null(client: Client, people: People) -> None:
    person = await people.person(has_completed_onboarding=None, is_active=None, timezone=None)
    data = await client.data(
        person, "{ liveconvo { me { emailVerified hasCompletedOnboarding isActive timezone } } }"
    )
    assert data["liveconvo"]["me"] == {
        "emailVerified": False,
        "hasCompletedOnboarding": False,
        "isActive": True,
        "timezone": "UTC",
    }


@pytest.mark.parametrize("status", ["draft", "active", "completed", "archived"])
async def test_a_status_is_shown_by_its_name(client: Client, people: People, status: str) -> None:
    person = await people.person()
    key = await people.session(person, status=status)
    data = await client.data(person, "query($id: UUID!) { liveconvo { session(id: $id) { status } } }", id=str(key))
    assert data["liveconvo"]["session"] == {"status": status.upper()}


def test_secret_and_hidden_columns_are_no_fields() -> None:
    hidden = {
        f"{table.name}.{column.name}"
        for table in TABLES.values()
        for column in table.columns
        if column.name not in {item.name for item in shown(table)}
    }
    assert hidden == {
        "users.password_hash",
        "users.google_id",
        "users.is_email_verified",
        "sessions.audio_file_url",
        "documents.file_url",
        "user_app_sessions.session_token",
    }


@pytest.mark.parametrize(
    ("stored", "shown_as"),
    [("-infinity", "0001-01-01T00:00:00+00:00"), ("infinity", "9999-12-31T23:59:59.999999+00:00")],
)
async def test_an_infinite_moment_is_shown_as_the_first_or_the_last(
    client: Client, people: People, stored: str, shown_as: str
) -> None:
    person = await people.person(last_login_at=sa.text(f"'{stored}'::timestamptz"))
    data = await client.data(person, "{ liveconvo { me { lastLoginAt } } }")
    assert data == {"liveconvo": {"me": {"lastLoginAt": shown_as}}}
