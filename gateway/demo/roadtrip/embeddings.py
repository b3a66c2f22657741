"""Rows of the embeddings of the demo's discoveries: no model is asked, words alone say what is alike."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from math import sqrt
from typing import Final

from gateway.demo.identity import demo_id
from gateway.demo.roadtrip.journeys import discovered
from gateway.demo.roadtrip.places import Place, load_places
from gateway.demo.roadtrip.stories import load_stories
from gateway.demo.roadtrip.trips import discovery_id
from gateway.demo.writer import Row
from models.roadtrip.discovery import EMBEDDING_DIMENSIONS

_MODEL: Final = "demo-words-v1"
_UNTIL_EMBEDDED: Final = timedelta(minutes=1)


def embedding_rows(now: datetime) -> Iterator[Row]:
    """One row of `discovery_embeddings` for each discovery, its vector written as the database reads it."""
    lines = {(story.person, story.place): story.line for story in load_stories().stories}
    for made in discovered(now):
        place = load_places()[made.find.place]
        vector = embedding(_words(place, lines.get((made.person, place.key), "")))
        yield {
            "id": demo_id("roadtrip.discovery_embeddings", f"{made.person}/{place.key}"),
            "discovery_id": discovery_id(made.person, place.key),
            "model_version": _MODEL,
            "embedding": f"[{','.join(f'{number:.6f}' for number in vector)}]",
            "created_at": made.at + _UNTIL_EMBEDDED,
        }


def embedding(words: list[str]) -> list[float]:
    """A vector of length 1 in which each word has a dimension of its own, as far as hashes do not meet."""
    counts = [0.0] * EMBEDDING_DIMENSIONS
    for word in words:
        counts[int.from_bytes(sha256(word.encode()).digest()[:4]) % EMBEDDING_DIMENSIONS] += 1.0
    length = sqrt(sum(count * count for count in counts))
    return [count / length for count in counts]


def _words(place: Place, line: str) -> list[str]:
    return re.findall(r"\w+", f"{place.name} {place.category} {line}".lower())
