"""Rows of the demo's distilled reviews, episodes, and the AI's answers that are kept."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from gateway.demo.identity import demo_id
from gateway.demo.roadtrip.people import person_id
from gateway.demo.roadtrip.places import load_places
from gateway.demo.roadtrip.stories import Answer, Episode, Story, load_stories
from gateway.demo.roadtrip.trips import discovery_id
from gateway.demo.writer import Row

_ASKED_BEFORE: Final = timedelta(seconds=20)


def distillation_rows(now: datetime) -> Iterator[Row]:
    """One row of `review_distillations` for each story."""
    for story in load_stories().stories:
        yield {
            "id": _distillation_id(story),
            "discovery_id": discovery_id(story.person, story.place),
            "source_reviews": [asdict(review) for review in story.reviews],
            "source_platforms": sorted({review.platform for review in story.reviews}),
            "distilled_script": {"line": story.line, "place": load_places()[story.place].name},
            "podcast_script": _script(story) if story.spoken else None,
            "estimated_reading_time_seconds": story.seconds,
            "created_at": story.told(now),
        }


def episode_rows(now: datetime) -> Iterator[Row]:
    """One row of `podcast_episodes` for each episode; only what can be heard has an address."""
    for story in load_stories().stories:
        for episode in story.episodes:
            address = f"https://media.example.com/episodes/{episode.key}.mp3"
            yield {
                "id": demo_id("roadtrip.podcast_episodes", episode.key),
                "discovery_id": discovery_id(story.person, story.place),
                "title": episode.title,
                "script": _script(story),
                "duration_seconds": episode.duration_seconds,
                "audio_url": None if episode.status == "generated" else address,
                # The play that is told counts itself.
                "play_count": (before := episode.play_count - _is_played(episode)),
                "completion_rate": episode.completion_rate,
                "completion_total": (episode.completion_rate or 0) * before,
                "status": episode.status,
                "review_distillation_id": _distillation_id(story),
                "created_at": story.told(now) + timedelta(hours=episode.after_hours),
            }


def play_rows(now: datetime) -> Iterator[Row]:
    """One row of `podcast_plays` for each episode that was heard: its discoverer's, which went as far as plays do."""
    for story in load_stories().stories:
        for episode in filter(_is_played, story.episodes):
            yield {
                "id": demo_id("roadtrip.podcast_plays", episode.key),
                "user_id": person_id(story.person),
                "episode_id": demo_id("roadtrip.podcast_episodes", episode.key),
                "event_id": demo_id("roadtrip.podcast_plays", f"{episode.key}/event"),
                "completion": episode.completion_rate,
                "created_at": story.told(now) + timedelta(hours=episode.after_hours),
            }


def _is_played(episode: Episode) -> bool:
    return episode.play_count > 0


def cache_rows(now: datetime) -> Iterator[Row]:
    """One row of `ai_processing_cache` for each answer."""
    for story in load_stories().stories:
        for answer in story.answers:
            discovery = discovery_id(story.person, story.place)
            yield _cache_row(answer, story.key, story.told(now) - _ASKED_BEFORE, discovery)
    for number, loose in enumerate(load_stories().answers, start=1):
        yield _cache_row(loose, f"loose/{number}", loose.at.before(now), None)


def _cache_row(answer: Answer, about: str, at: datetime, discovery: UUID | None) -> Row:
    key = f"{answer.type}/{about}"
    days = answer.expires_after_days
    return {
        "id": demo_id("roadtrip.ai_processing_cache", key),
        "cache_key": sha256(f"quintet demo answer {key}".encode()).hexdigest(),
        "processing_type": answer.type,
        "input_data": answer.asked,
        "output_data": answer.answered,
        "cache_hits": answer.hits,
        "expires_at": None if days is None else at + timedelta(days=days),
        "discovery_id": discovery,
        "created_at": at,
    }


def _distillation_id(story: Story) -> UUID:
    return demo_id("roadtrip.review_distillations", story.key)


def _script(story: Story) -> dict[str, object]:
    spoken = [asdict(turn) for turn in story.spoken] or [{"role": "host", "text": story.line}]
    return {"turns": spoken}
