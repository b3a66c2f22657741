"""Writing Roadtrip's part of the demo."""

from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from gateway.demo.roadtrip.credits import Entry, load_entries, transaction_row
from gateway.demo.roadtrip.embeddings import embedding_rows
from gateway.demo.roadtrip.people import person_id, user_rows
from gateway.demo.roadtrip.podcasts import cache_rows, distillation_rows, episode_rows, play_rows
from gateway.demo.roadtrip.reference import category_names, load_reference, policy_rows
from gateway.demo.roadtrip.referrals import code_row, conversion_rows, invitation_rows, load_referrals, prompt_rows
from gateway.demo.roadtrip.trips import (
    Travelled,
    discovery_rows,
    session_row,
    travelled,
    voice_rows,
    waypoint_rows,
)
from gateway.demo.roadtrip.usage import call_rows, event_rows
from gateway.demo.roadtrip.videos import load_videos, report_rows, revenue_rows, upload_rows, version_rows, video_rows
from gateway.demo.writer import Writer
from models.catalog import TABLES

_SIGN_IN: Final = "SELECT roadtrip.sign_in($1)"
_SIGN_OUT: Final = "SELECT set_config('quintet.roadtrip_account', '', true)"
_MILESTONE: Final = "SELECT id FROM roadtrip.referral_milestones WHERE name = 'First roadtrip'"
_LAST_ENTRY: Final = "SELECT max(created_at) FROM roadtrip.credit_transactions WHERE user_id = $1"


async def write(writer: Writer, now: datetime) -> None:
    """Write all rows in the order in which things happened, since the database posts and counts as they do."""
    now = now.astimezone(UTC)
    await _write_reference(writer, now)
    await writer.insert("roadtrip.users", user_rows(now))
    await _write_referrals(writer, now)
    await _write_journeys(writer, now)
    await _write_content(writer, now)
    await _credit(writer, now)
    await writer.call("SELECT roadtrip.refresh_user_dashboards()")
    await writer.call("SELECT roadtrip.refresh_statistics()")


async def _write_reference(writer: Writer, now: datetime) -> None:
    names = {
        "poi_categories": category_names(),
        "social_platforms": [platform.name for platform in load_reference().platforms],
    }
    for table, known in names.items():
        for name in known:
            await writer.run(insert(TABLES[f"roadtrip.{table}"]).values(name=name).on_conflict_do_nothing())
    # Policies have no name by which one could tell that they are there already: those of the staff are left alone.
    if not await writer.call("SELECT EXISTS (SELECT FROM roadtrip.data_retention_policies)"):
        await writer.insert("roadtrip.data_retention_policies", policy_rows(now))


async def _write_referrals(writer: Writer, now: datetime) -> None:
    for code in load_referrals().codes:
        await writer.call(_SIGN_IN, person_id(code.person))
        await writer.insert("roadtrip.user_referrals", [code_row(code, now)])
        await writer.insert("roadtrip.referral_invitations", invitation_rows(code.person, now))
    await writer.call(_SIGN_OUT)
    await writer.insert("roadtrip.referral_conversions", conversion_rows(now))


async def _write_journeys(writer: Writer, now: datetime) -> None:
    await writer.insert("roadtrip.discoveries", discovery_rows(now, None))
    steps: list[tuple[datetime, Travelled | Entry]] = [(made.at, made) for made in travelled(now)]
    steps += [(entry.at.before(now), entry) for entry in load_entries()]
    for at, step in sorted(steps, key=lambda step: step[0]):
        if isinstance(step, Entry):
            # The database dates what it posts by itself; nothing stands in a ledger before what it follows.
            last = await writer.call(_LAST_ENTRY, person_id(step.person))
            await writer.insert("roadtrip.credit_transactions", [transaction_row(step, max(at, last))])
        else:
            await _write_journey(writer, now, step)


async def _write_journey(writer: Writer, now: datetime, made: Travelled) -> None:
    """Travel as the person does: the roadtrip begins, which costs its credit, and ends when all is found."""
    await writer.call(_SIGN_IN, person_id(made.person))
    await writer.insert("roadtrip.roadtrip_sessions", [session_row(made)])
    await writer.insert("roadtrip.roadtrip_waypoints", waypoint_rows(made))
    await writer.insert("roadtrip.discoveries", discovery_rows(now, made.trip.key))
    await writer.insert("roadtrip.voice_interactions", voice_rows(made))
    if made.trip.status != "active":
        sessions = TABLES["roadtrip.roadtrip_sessions"]
        ended = sa.update(sessions).where(sessions.c.id == made.id).values(status=made.trip.status)
        await writer.run(ended)
    await writer.call(_SIGN_OUT)


async def _write_content(writer: Writer, now: datetime) -> None:
    for table, rows in {
        "discovery_embeddings": embedding_rows,
        "ai_processing_cache": cache_rows,
        "review_distillations": distillation_rows,
        "podcast_episodes": episode_rows,
        "podcast_plays": play_rows,
        "videos": video_rows,
        "video_versions": version_rows,
        "platform_uploads": upload_rows,
        "video_revenues": revenue_rows,
        "revenue_reports": report_rows,
        "api_usage_tracking": call_rows,
        "user_behavior_analytics": event_rows,
    }.items():
        await writer.insert(f"roadtrip.{table}", rows(now))


async def _credit(writer: Writer, now: datetime) -> None:
    """Bring friends as far as they have come, prompt those who have come that far, and turn revenue into credits."""
    conversions = TABLES["roadtrip.referral_conversions"]
    for friend in load_referrals().friends:
        for status in friend.steps:
            moved = sa.update(conversions).where(conversions.c.id == friend.id).values(conversion_status=status)
            await writer.run(moved)
    await writer.insert("roadtrip.referral_prompts", prompt_rows(now, await writer.call(_MILESTONE)))
    for person in sorted({video.person for video in load_videos()}):
        await writer.call("SELECT roadtrip.convert_revenue($1)", person_id(person))
