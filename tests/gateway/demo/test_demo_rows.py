"""All rows of the demo keep the rules that hold for all tables, and are the same on every run."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from gateway.demo.liveconvo.rows import rows

Demo = dict[str, list[dict[str, Any]]]

COUNTS = {
    "users": 2,
    "templates": 6,
    "sessions": 8,
    "documents": 4,
    "transcripts": 114,
    "guidance": 41,
    "summaries": 6,
    "subscriptions": 1,
    "usage_records": 17,
    "user_app_sessions": 4,
    "system_logs": 4,
}

REFERENCES = {
    "user_id": "users",
    "session_id": "sessions",
    "subscription_id": "subscriptions",
    "selected_template_id": "templates",
    "prompt_template_id": "templates",
    "triggered_by_transcript_id": "transcripts",
}

OPTIONAL_REFERENCES = {
    ("templates", "user_id"),
    ("usage_records", "session_id"),
    ("system_logs", "user_id"),
    ("system_logs", "session_id"),
}

VALUES: dict[tuple[str, str], set[Any]] = {
    ("sessions", "conversation_type"): {"sales_call", "interview", "meeting", "consultation"},
    ("sessions", "status"): {"draft", "active", "completed", "archived"},
    ("documents", "file_type"): {"pdf", "docx", "txt", "png", "jpg"},
    ("documents", "processing_status"): {"pending", "processing", "completed", "failed"},
    ("documents", "embedding_status"): {"pending", "processing", "completed", "failed"},
    ("transcripts", "speaker"): {"user", "system", "other"},
    ("transcripts", "stt_provider"): {"openai_realtime", "whisper", "assembly_ai"},
    ("guidance", "guidance_type"): {"ask", "clarify", "avoid", "suggest", "warn"},
    ("guidance", "priority"): {1, 2, 3},
    ("guidance", "user_feedback"): {"helpful", "irrelevant", "too_late", None},
    ("guidance", "model_used"): {"gpt-4o-mini", "gpt-4o"},
    ("summaries", "generation_status"): {"completed"},
    ("summaries", "model_used"): {"gpt-4o-mini", "gpt-4o"},
    ("templates", "conversation_type"): {"sales_call", "interview", "meeting", "consultation"},
    ("subscriptions", "plan_name"): {"free", "pro", "team"},
    ("subscriptions", "plan_type"): {"monthly", "yearly"},
    ("subscriptions", "status"): {"active", "past_due", "canceled", "unpaid"},
    ("usage_records", "usage_type"): {"audio_processing", "ai_guidance", "summary_generation"},
    ("usage_records", "unit"): {"hours", "calls", "tokens"},
    ("user_app_sessions", "device_type"): {"desktop", "tablet", "mobile"},
    ("system_logs", "level"): {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"},
}

LENGTHS = {
    "email": 255, "full_name": 255, "timezone": 50, "google_id": 255, "title": 255, "audio_file_url": 512,
    "original_filename": 255, "file_url": 512, "pinecone_vector_id": 255, "name": 255, "browser": 50,
    "stripe_customer_id": 255, "stripe_subscription_id": 255, "stripe_price_id": 255, "session_token": 255,
    "os": 50, "country_code": 2, "city": 100, "logger_name": 100, "module": 100, "function_name": 100,
    "request_id": 100, "endpoint": 255,
}  # fmt: skip

NUMERICS = {
    "confidence_score": (3, 2), "ocr_confidence_score": (3, 2), "start_time_seconds": (10, 3),
    "end_time_seconds": (10, 3), "duration_seconds": (8, 3), "triggered_at_seconds": (10, 3),
    "generation_time_seconds": (6, 2), "monthly_audio_hours_used": (6, 2), "quantity": (10, 3),
}  # fmt: skip

MAY_LIE_AHEAD = {("subscriptions", "current_period_end")}


def cells(demo: Demo) -> list[tuple[str, str, Any]]:
    return [(table, name, cell) for table, found in demo.items() for row in found for name, cell in row.items()]


def test_tables_come_in_insertion_order_with_these_counts(demo: Demo) -> None:
    assert [(table, len(found)) for table, found in demo.items()] == list(COUNTS.items())


def test_each_row_of_a_table_has_the_same_columns(demo: Demo) -> None:
    assert {table: len({frozenset(row) for row in found}) for table, found in demo.items()} == dict.fromkeys(
        COUNTS, 1
    )


def test_the_same_now_gives_the_same_rows(demo: Demo, now: datetime) -> None:
    assert rows(now) == demo


def test_ids_do_not_depend_on_now(demo: Demo, now: datetime) -> None:
    later = rows(now + timedelta(days=400, hours=7))
    assert {table: [row["id"] for row in found] for table, found in later.items()} == {
        table: [row["id"] for row in found] for table, found in demo.items()
    }


def test_now_counts_in_utc_whatever_its_zone(demo: Demo, now: datetime) -> None:
    assert rows(now.astimezone(timezone(timedelta(hours=-8)))) == demo


def test_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^now needs a time zone$"):
        rows(datetime(2025, 3, 1))


def test_ids_are_unique(demo: Demo) -> None:
    ids = [row["id"] for found in demo.values() for row in found]
    assert len(set(ids)) == sum(COUNTS.values())


def test_references_resolve_to_rows_that_are_inserted_earlier(demo: Demo) -> None:
    seen: dict[str, set[UUID]] = {}
    unresolved = []
    for table, found in demo.items():
        for row in found:
            for column in REFERENCES.keys() & row.keys():
                if row[column] is None and (table, column) in OPTIONAL_REFERENCES:
                    continue
                if row[column] not in seen[REFERENCES[column]]:
                    unresolved.append((table, column, row[column]))
        seen[table] = {row["id"] for row in found}
    assert unresolved == []


def test_closed_lists_are_kept(demo: Demo) -> None:
    checked = [(t, n, cell) for t, n, cell in cells(demo) if (t, n) in VALUES]
    assert [entry for entry in checked if entry[2] not in VALUES[entry[:2]]] == []
    assert {(t, n) for t, n, _ in checked} == set(VALUES)


def test_texts_fit_their_columns(demo: Demo) -> None:
    too_long = [(t, n) for t, n, cell in cells(demo) if isinstance(cell, str) and len(cell) > LENGTHS.get(n, 10_000)]
    assert too_long == []


def test_numbers_fit_their_columns(demo: Demo) -> None:
    def fits(number: Decimal, precision: int, scale: int) -> bool:
        return abs(number) < Decimal(10) ** (precision - scale) and number == round(number, scale)

    decimals = [(t, n, cell) for t, n, cell in cells(demo) if isinstance(cell, Decimal)]
    assert [entry for entry in decimals if not fits(entry[2], *NUMERICS[entry[1]])] == []


def test_scores_lie_between_zero_and_one(demo: Demo) -> None:
    scores = [cell for _, n, cell in cells(demo) if n.endswith("confidence_score") and cell is not None]
    assert [score for score in scores if not 0 <= score <= 1] == []


def test_values_are_of_plain_python_types(demo: Demo) -> None:
    allowed = (UUID, str, bool, int, Decimal, datetime, date, list, type(None))
    assert [(t, n) for t, n, cell in cells(demo) if not isinstance(cell, allowed)] == []


def test_moments_are_in_utc_and_not_in_the_future(demo: Demo, now: datetime) -> None:
    moments = [(t, n, cell) for t, n, cell in cells(demo) if isinstance(cell, datetime)]
    assert [entry for entry in moments if entry[2].tzinfo is not UTC] == []
    assert {(t, n) for t, n, cell in moments if cell > now} == MAY_LIE_AHEAD


def test_conversations_happened_in_the_past_three_weeks(demo: Demo, now: datetime) -> None:
    assert [row["title"] for row in demo["sessions"] if row["created_at"] < now - timedelta(weeks=3)] == []


def test_rows_are_not_changed_before_they_are_created(demo: Demo) -> None:
    pairs = [(r["created_at"], r["updated_at"]) for found in demo.values() for r in found if "updated_at" in r]
    assert [pair for pair in pairs if pair[0] > pair[1]] == []


def test_unique_columns_hold_no_value_twice(demo: Demo) -> None:
    for table, column in [
        ("users", "email"),
        ("users", "google_id"),
        ("subscriptions", "stripe_customer_id"),
        ("subscriptions", "stripe_subscription_id"),
        ("user_app_sessions", "session_token"),
        ("summaries", "session_id"),
    ]:
        found = [row[column] for row in demo[table]]
        assert len(set(found)) == len(found)
