"""People, their visits, templates and bills of the demo keep the rules of the LiveConvo document."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from gateway.demo.identity import DEMO_OTHER_USER_ID, DEMO_USER_EMAIL, DEMO_USER_ID

Demo = dict[str, list[dict[str, Any]]]


def by_id(demo: Demo, table: str) -> dict[UUID, dict[str, Any]]:
    return {row["id"]: row for row in demo[table]}


def test_people_sign_in_without_a_password(demo: Demo) -> None:
    assert [(row["id"], row["email"], row["password_hash"], row["google_id"]) for row in demo["users"]] == [
        (DEMO_USER_ID, DEMO_USER_EMAIL, "!", "demo-google-nadia"),
        (DEMO_OTHER_USER_ID, "tomas@example.com", "!", "demo-google-tomas"),
    ]


def test_only_system_templates_have_no_owner(demo: Demo) -> None:
    assert [row["is_system_template"] for row in demo["templates"]] == [True] * 4 + [False] * 2
    assert [row["user_id"] for row in demo["templates"]] == [None] * 4 + [DEMO_USER_ID, DEMO_OTHER_USER_ID]
    assert [row["is_public"] for row in demo["templates"]] == [False] * 5 + [True]
    assert {row["conversation_type"] for row in demo["templates"] if row["is_system_template"]} == {
        "sales_call",
        "interview",
        "meeting",
        "consultation",
    }


def test_prompts_of_templates_say_trigger_prompt_and_type(demo: Demo) -> None:
    prompts = [prompt for row in demo["templates"] for prompt in row["guidance_prompts"]]
    assert {frozenset(prompt) for prompt in prompts} == {frozenset({"trigger", "prompt", "type"})}


def test_people_use_only_templates_that_they_may_read(demo: Demo) -> None:
    templates = by_id(demo, "templates")
    for session in demo["sessions"]:
        template = templates[session["selected_template_id"]]
        assert template["user_id"] in (None, session["user_id"]) or template["is_public"]


def test_usage_costs_quantity_times_price(demo: Demo) -> None:
    for row in demo["usage_records"]:
        exact: Decimal = row["quantity"] * row["unit_price_cents"]
        assert row["total_cost_cents"] == exact.quantize(Decimal(1), ROUND_HALF_UP)


def test_usage_lies_in_its_billing_period_and_adds_up_to_the_plan(demo: Demo) -> None:
    (plan,) = demo["subscriptions"]
    period = (plan["current_period_start"].date(), plan["current_period_end"].date())
    hours = [row["quantity"] for row in demo["usage_records"] if row["usage_type"] == "audio_processing"]
    assert {(row["billing_period_start"], row["billing_period_end"]) for row in demo["usage_records"]} == {period}
    assert [row for row in demo["usage_records"] if not period[0] <= row["created_at"].date() <= period[1]] == []
    assert plan["monthly_audio_hours_used"] == sum(hours).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert plan["monthly_audio_hours_used"] < plan["monthly_audio_hours_limit"]


def test_usage_is_counted_in_the_unit_of_its_type(demo: Demo) -> None:
    assert {(row["usage_type"], row["unit"]) for row in demo["usage_records"]} == {
        ("audio_processing", "hours"),
        ("ai_guidance", "calls"),
        ("summary_generation", "calls"),
    }


def test_visits_that_ended_have_their_duration(demo: Demo) -> None:
    for visit in demo["user_app_sessions"]:
        if visit["ended_at"] is None:
            assert visit["duration_seconds"] is None
        else:
            assert visit["duration_seconds"] == (visit["ended_at"] - visit["started_at"]).total_seconds()


def test_tokens_of_visits_are_sha256_digests(demo: Demo) -> None:
    assert {len(bytes.fromhex(row["session_token"])) for row in demo["user_app_sessions"]} == {32}
