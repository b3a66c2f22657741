"""What remains when a person, a session, a transcript or a template is erased."""

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from models.liveconvo import (
    Guidance,
    Session,
    Subscription,
    SystemLog,
    Template,
    Transcript,
    UsageRecord,
    UsageRecordArchive,
    User,
)
from models.platform import IdempotencyKey
from repositories.repository import table_of
from tests.contract.rows import TABLES, Owner, RowMaker, Values
from tests.models.writing import changed, read, refusal, undone

GUIDANCE, SESSIONS, LOGS = table_of(Guidance), table_of(Session), table_of(SystemLog)
TEMPLATES, TRANSCRIPTS, USERS = table_of(Template), table_of(Transcript), table_of(User)
SUBSCRIPTIONS, USAGE, ARCHIVE = table_of(Subscription), table_of(UsageRecord), table_of(UsageRecordArchive)
KEYS = table_of(IdempotencyKey)
DAY = dt.timedelta(days=1)
KEPT = {"liveconvo.system_logs", "liveconvo.usage_records_archive"}
SILENT = {"message": "[erased]", "exception_traceback": None, "ip_address": None, "endpoint": None}
OURS = [name for name in TABLES if name.startswith("liveconvo.")]


async def erase(maker: RowMaker, table: Table, owner: Owner) -> None:
    await maker.run(sa.delete(table).where(table.c.id == owner.rows[table.fullname]["id"]))


async def left(maker: RowMaker, owner: Owner) -> set[str]:
    """The tables in which an owner's row is still there."""
    return {name for name in OURS if await read(maker, TABLES[name], owner.rows[name])}


async def test_erasing_a_person_erases_all_they_own_and_keeps_a_log_that_says_nothing_of_them(
    maker: RowMaker,
) -> None:
    async with undone(maker):
        owner, other = await maker.owner_of_everything(), await maker.owner_of_everything()
        await erase(maker, USERS, owner)
        log = await read(maker, LOGS, owner.rows[LOGS.fullname])
        assert await left(maker, owner) == KEPT
        assert await left(maker, other) == set(OURS)
    assert log == {**owner.rows[LOGS.fullname], **SILENT, "user_id": None, "session_id": None}


async def test_a_log_of_a_session_of_an_erased_person_says_nothing_either(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await maker.owner_of_everything()
        log = await maker.add(owner, LOGS, user_id=None)
        await erase(maker, USERS, owner)
        assert await read(maker, LOGS, log) == {**log, **SILENT, "session_id": None}


@pytest.mark.parametrize("column", ["message", "exception_traceback", "endpoint"])
async def test_a_log_that_names_an_erased_person_names_them_no_more(maker: RowMaker, column: str) -> None:
    async with undone(maker):
        owner = await maker.owner()
        person = await changed(maker, USERS, owner.rows[USERS.fullname], email="nadia@example.com")
        stranger = await maker.owner_of_everything()
        texts = [f"of {person['id']}", "to <Nadia@Example.com>", "of nobody"]
        logs = [await maker.add(stranger, LOGS, **{column: text}) for text in texts]
        await erase(maker, USERS, owner)
        after = [await read(maker, LOGS, log) for log in logs]
    assert after == [{**logs[0], **SILENT}, {**logs[1], **SILENT}, logs[2]]


@pytest.mark.parametrize("table", [USERS, SESSIONS, TRANSCRIPTS], ids=lambda table: str(table.name))
async def test_stored_answers_with_rows_of_an_erased_person_are_forgotten(maker: RowMaker, table: Table) -> None:
    async with undone(maker):
        owner, other = await maker.owner_of_everything(), await maker.owner_of_everything()
        answers = [
            await maker.add(person, KEYS, answer={k: str(v) for k, v in person.rows[table.fullname].items()})
            for person in (owner, other)
        ]
        await erase(maker, USERS, owner)
        assert [await read(maker, KEYS, answer) for answer in answers] == [None, answers[1]]


async def archived(maker: RowMaker, usage: Values) -> Values | None:
    """What is archived of a record, which its moment tells from others."""
    rows = await maker.run(sa.select(ARCHIVE).where(ARCHIVE.c.created_at == usage["created_at"]))
    return rows[0] if rows else None


@pytest.mark.parametrize("table", [USERS, SESSIONS, SUBSCRIPTIONS, USAGE], ids=lambda table: str(table.name))
async def test_usage_that_is_erased_stays_in_the_books_without_its_person(maker: RowMaker, table: Table) -> None:
    async with undone(maker):
        owner = await maker.owner_of_everything()
        moment = dt.datetime(2025, 3, 1, 9, tzinfo=dt.UTC)
        price = {"quantity": Decimal("1.250"), "unit_price_cents": 10, "total_cost_cents": 13}
        usage = await maker.add(owner, USAGE, created_at=moment, **price)
        again = await maker.add(owner, USAGE, created_at=moment + DAY, **price)
        assert await archived(maker, usage) is None
        await erase(maker, table, owner)
        first, second = await archived(maker, usage), await archived(maker, again)
        assert await read(maker, USAGE, again) is None
    assert second is not None
    kept = {column.name for column in ARCHIVE.columns if column.name in USAGE.columns} - {"id"}
    assert {name: second[name] for name in kept} == {name: again[name] for name in kept}
    assert not {str(usage["id"]), str(again["id"]), *owner.accounts.values()} & {str(v) for v in second.values()}
    if table is USAGE:
        assert first is None
    else:
        assert first is not None
        assert first["pseudonym"] == second["pseudonym"]


async def test_archived_usage_is_purged_after_seven_years_and_not_a_day_before(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await maker.owner()
        ages = ["7 years 1 day", "6 years 364 days"]
        old, young = [
            await maker.add(owner, ARCHIVE, created_at=sa.text(f"now() - interval '{age}'")) for age in ages
        ]
        unknown = await maker.add(owner, ARCHIVE, created_at=None)
        assert await maker.connection.fetchval("SELECT liveconvo.purge_usage_archive()") == 1
        assert [await read(maker, ARCHIVE, row) for row in (old, young, unknown)] == [None, young, unknown]


async def test_archived_usage_is_changed_and_deleted_by_nobody(maker: RowMaker) -> None:
    row = await maker.add(await maker.owner(), ARCHIVE)
    for statement in (sa.update(ARCHIVE).values(quantity=0), sa.delete(ARCHIVE)):
        assert await refusal(maker, statement) == ("42501", None)
    assert await read(maker, ARCHIVE, row) == row


async def test_erasing_a_session_erases_what_belongs_to_it(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await maker.owner_of_everything()
        await erase(maker, SESSIONS, owner)
        log = await read(maker, LOGS, owner.rows[LOGS.fullname])
        kept = await left(maker, owner)
    assert set(OURS) - kept == {
        f"liveconvo.{name}"
        for name in (
            "sessions",
            "transcripts",
            "guidance",
            "documents",
            "document_embeddings",
            "summaries",
            "usage_records",
        )
    }
    assert log == {**owner.rows[LOGS.fullname], "session_id": None}


@pytest.mark.parametrize(
    ("erased", "table", "column"),
    [
        (TEMPLATES, SESSIONS, "selected_template_id"),
        (TEMPLATES, GUIDANCE, "prompt_template_id"),
        (TRANSCRIPTS, GUIDANCE, "triggered_by_transcript_id"),
    ],
    ids=["template-session", "template-guidance", "transcript-guidance"],
)
async def test_what_referred_to_an_erased_row_refers_to_nothing(
    maker: RowMaker, erased: Table, table: Table, column: str
) -> None:
    async with undone(maker):
        owner = await maker.owner_of_everything()
        assert owner.rows[table.fullname][column] == owner.rows[erased.fullname]["id"]
        await erase(maker, erased, owner)
        after = await read(maker, table, owner.rows[table.fullname])
        kept = await left(maker, owner)
    assert after is not None
    assert after[column] is None
    assert set(OURS) - kept == {erased.fullname}


async def test_a_person_whose_public_template_another_one_selected_can_be_erased(maker: RowMaker) -> None:
    async with undone(maker):
        author, user = await maker.owner(), await maker.owner()
        template = await maker.add(author, TEMPLATES, is_public=True)
        session = await maker.add(user, SESSIONS, selected_template_id=template["id"])
        await erase(maker, USERS, author)
        after = await read(maker, SESSIONS, session)
    assert after is not None
    assert after["selected_template_id"] is None


async def test_a_soft_deletion_erases_nothing(maker: RowMaker) -> None:
    async with undone(maker):
        owner = await maker.owner_of_everything()
        for table in (SESSIONS, USERS, TEMPLATES):
            await maker.run(
                sa.update(table)
                .where(table.c.id == owner.rows[table.fullname]["id"])
                .values(deleted_at=sa.func.now())
            )
        assert await left(maker, owner) == set(OURS)
