"""The conventions at the head of LiveConvo's document, and the columns of its tables that break them."""

import re

import sqlalchemy as sa

from tests.contract.rows import TABLES

OURS = {table.name: table for table in TABLES.values() if table.schema == "liveconvo"}
WITHOUT_PREFIX = {"email_verified", "was_displayed", "was_clicked", "was_dismissed"}
# Logs are only appended to; a visit has moments of its own; an embedding is replaced, never changed.
WITHOUT_UPDATED_AT = {
    "usage_records",
    "system_logs",
    "user_app_sessions",
    "document_embeddings",
    "usage_records_archive",
}
WITHOUT_CREATED_AT = {"user_app_sessions"}
DELETED_SOFTLY = {"users", "sessions", "summaries", "templates", "documents"}


def test_booleans_are_named_as_questions_except_four() -> None:
    booleans = {c.name for table in OURS.values() for c in table.columns if isinstance(c.type, sa.Boolean)}
    assert {name for name in booleans if not re.match("(is|has|can)_", name)} == WITHOUT_PREFIX


def test_names_are_in_snake_case() -> None:
    names = {*OURS, *(column.name for table in OURS.values() for column in table.columns)}
    assert {name for name in names if not re.fullmatch("[a-z]+(_[a-z]+)*", name)} == set()


def test_every_table_has_its_moments_but_for_the_listed_ones() -> None:
    assert {name for name, table in OURS.items() if "created_at" not in table.columns} == WITHOUT_CREATED_AT
    assert {name for name, table in OURS.items() if "updated_at" not in table.columns} == WITHOUT_UPDATED_AT
    assert {name for name, table in OURS.items() if "deleted_at" in table.columns} == DELETED_SOFTLY


def test_the_key_of_every_table_is_one_uuid_called_id() -> None:
    keys = {tuple((column.name, type(column.type)) for column in table.primary_key) for table in OURS.values()}
    assert keys == {(("id", sa.Uuid),)}


def test_references_end_in_id_and_are_acyclic() -> None:
    references = [key for table in OURS.values() for key in table.foreign_keys]
    assert [key.parent.name for key in references if not key.parent.name.endswith("_id")] == []
    order = list(OURS)
    steps = [(order.index(key.column.table.name), order.index(key.parent.table.name)) for key in references]
    assert [step for step in steps if step[0] >= step[1]] == []
