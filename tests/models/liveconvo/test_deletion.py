"""What remains when a person, a session, a transcript or a template is erased."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Table

from models.liveconvo import Guidance, Session, SystemLog, Template, Transcript, User
from repositories.repository import table_of
from tests.contract.rows import TABLES, Owner, RowMaker
from tests.models.writing import read, undone

GUIDANCE, SESSIONS, LOGS = table_of(Guidance), table_of(Session), table_of(SystemLog)
TEMPLATES, TRANSCRIPTS, USERS = table_of(Template), table_of(Transcript), table_of(User)
OURS = [name for name in TABLES if name.startswith("liveconvo.")]


async def erase(maker: RowMaker, table: Table, owner: Owner) -> None:
    await maker.run(sa.delete(table).where(table.c.id == owner.rows[table.fullname]["id"]))


async def left(maker: RowMaker, owner: Owner) -> set[str]:
    """The tables in which an owner's row is still there."""
    return {name for name in OURS if await read(maker, TABLES[name], owner.rows[name])}


async def test_erasing_a_person_erases_all_they_own_and_keeps_the_log_without_them(maker: RowMaker) -> None:
    async with undone(maker):
        owner, other = await maker.owner_of_everything(), await maker.owner_of_everything()
        await erase(maker, USERS, owner)
        log = await read(maker, LOGS, owner.rows[LOGS.fullname])
        assert await left(maker, owner) == {"liveconvo.system_logs"}
        assert await left(maker, other) == set(OURS)
    assert log == {**owner.rows[LOGS.fullname], "user_id": None, "session_id": None}


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
