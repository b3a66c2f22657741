"""Podcasts: reviews distilled, episodes of two published, plays counted once."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.gql.roadtrip.discoverers import STAFF, account_of, discoverer, found_by, refused_about
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import SHARED, Rows
from tests.people import People, Person
from tests.served import Client

DISTIL, ADD = "roadtripAddReviewDistillation", "roadtripAddPodcastEpisode"
PUBLISH, ARCHIVE, PLAY = (
    "roadtripPublishPodcastEpisode",
    "roadtripArchivePodcastEpisode",
    "roadtripRecordPodcastPlay",
)
AUDIO = "https://audio.example.com/mill.mp3"
TALK = {"turns": [{"role": "host", "text": "A mill!"}, {"role": "guest", "text": "An old one."}]}
COUNTED = "SELECT play_count, completion_rate::text FROM roadtrip.podcast_episodes WHERE id = $1"
SEEN = """query($id: UUID!, $place: UUID!) { roadtrip {
  podcastEpisode(id: $id) { title }
  publicPodcastEpisode(id: $id) { title durationSeconds audioUrl discovery { poiName } }
  publicPodcastEpisodes(filter: { id: { eq: $id } }) { totalCount }
  publicDiscovery(id: $place) { podcastEpisodes { nodes { id } } }
} }"""
NOT_A_TALK = 'must be an object with "turns", each with a "role" and a "text".'


def distillation(discovery: object, **values: object) -> dict[str, Any]:
    """What the AI made of reviews."""
    return {
        "discoveryId": str(discovery),
        "sourceReviews": [{"stars": 5}],
        "sourcePlatforms": ["google", "yelp"],
        "distilledScript": {"line": "An old mill, lovely."},
        **values,
    }


def episode(discovery: object, **values: object) -> dict[str, Any]:
    """An episode to add."""
    return {"discoveryId": str(discovery), "title": "The mill", "script": TALK, "durationSeconds": 6, **values}


async def published(rows: Rows, person: Person, **values: Any) -> UUID:
    """An episode that can be heard."""
    made: UUID = await rows.insert(
        "podcast_episodes",
        discovery_id=await found_by(rows, person),
        title="The mill",
        script=TALK,
        duration_seconds=6,
        **{"status": "published", **values},
    )
    return made


async def test_reviews_are_distilled_and_an_episode_is_made_of_them(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    discovery = await found_by(rows, person)
    made = await wrote(
        client, STAFF, DISTIL, **distillation(discovery, podcastScript=TALK, estimatedReadingTimeSeconds="5.75")
    )
    assert {name: made[name] for name in ("sourcePlatforms", "podcastScript", "estimatedReadingTimeSeconds")} == {
        "sourcePlatforms": ["google", "yelp"],
        "podcastScript": TALK,
        "estimatedReadingTimeSeconds": "5.75",
    }
    row = await wrote(client, STAFF, ADD, **episode(discovery, reviewDistillationId=made["id"]))
    assert (row["status"], row["playCount"], row["completionRate"]) == ("GENERATED", 0, None)
    assert row["reviewDistillationId"] == made["id"]
    assert [voice["role"] for voice in row["voiceActors"]] == ["host", "guest"]
    voices = [{"role": "host", "voice": "calm"}]
    assert (await wrote(client, STAFF, ADD, **episode(discovery, voiceActors=voices)))["voiceActors"] == voices


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ([], NOT_A_TALK),
        ({"turns": {}}, NOT_A_TALK),
        ({"turns": [{"role": "host"}]}, NOT_A_TALK),
        ({"turns": [{"role": "host", "text": " "}]}, NOT_A_TALK),
        ({"turns": []}, "has 0 roles; a conversation has 2."),
        ({"turns": TALK["turns"][:1]}, "has 1 roles; a conversation has 2."),
    ],
)
async def test_a_script_that_is_no_conversation_of_two_is_refused(
    client: Client, people: People, rows: Rows, script: Any, message: str
) -> None:
    person = await discoverer(rows)
    discovery = await found_by(rows, person)
    found = await refused_about(client, people, STAFF, person, ADD, **episode(discovery, script=script))
    assert found == ("BAD_INPUT", f"script {message}")
    found = await refused_about(
        client, people, STAFF, person, DISTIL, **distillation(discovery, podcastScript=script)
    )
    assert found == ("BAD_INPUT", f"podcastScript {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"distilledScript": {}}, 'distilledScript must be an object with a "line".'),
        ({"distilledScript": "text"}, 'distilledScript must be an object with a "line".'),
        ({"sourceReviews": {}}, "sourceReviews must be an array."),
        ({"sourcePlatforms": []}, "This is not permitted: source platforms form."),
        ({"estimatedReadingTimeSeconds": "-1"}, "estimatedReadingTimeSeconds is -1, but must be at least 0."),
    ],
)
async def test_a_bad_distillation_is_named(
    client: Client, people: People, rows: Rows, arguments: dict[str, Any], message: str
) -> None:
    person = await discoverer(rows)
    sent = distillation(await found_by(rows, person), **arguments)
    assert await refused_about(client, people, STAFF, person, DISTIL, **sent) == ("BAD_INPUT", message)


async def test_an_episode_is_made_of_reviews_of_its_own_place(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    here, elsewhere = await found_by(rows, person), await found_by(rows, person)
    made = await wrote(client, STAFF, DISTIL, **distillation(elsewhere))
    found = await refused_about(client, people, STAFF, person, ADD, **episode(here, reviewDistillationId=made["id"]))
    assert found == ("NOT_FOUND", "reviewDistillationId refers to something that does not exist.")
    found = await refused_about(client, people, STAFF, person, ADD, **episode(uuid4()))
    assert found == ("NOT_FOUND", "discoveryId refers to something that does not exist.")


async def test_an_episode_is_published_and_put_away_once_each(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    key = (await wrote(client, STAFF, ADD, **episode(await found_by(rows, person))))["id"]
    row = await wrote(client, STAFF, PUBLISH, episodeId=key, audioUrl=AUDIO)
    assert (row["status"], row["audioUrl"]) == ("PUBLISHED", AUDIO)
    found = await refused_about(client, people, STAFF, person, PUBLISH, episodeId=key, audioUrl=AUDIO)
    assert found == ("CONFLICT", "Status cannot change from published to published.")
    row = await wrote(client, STAFF, ARCHIVE, episodeId=key)
    assert (row["status"], row["audioUrl"]) == ("ARCHIVED", AUDIO)
    found = await refused_about(client, people, STAFF, person, PUBLISH, episodeId=key, audioUrl=AUDIO)
    assert found == ("CONFLICT", "Status cannot change from archived to published.")
    found = await refused_about(client, people, STAFF, person, ARCHIVE, episodeId=str(uuid4()))
    assert found == ("NOT_FOUND", "There is no podcast episode with this id.")


@pytest.mark.parametrize("address", ["http://audio.example.com/a", "https://127.0.0.1/a", "file:///a", ""])
async def test_an_episode_is_heard_at_a_public_address(
    client: Client, people: People, rows: Rows, address: str
) -> None:
    person = await discoverer(rows)
    key = str(await published(rows, person, status="generated"))
    found = await refused_about(client, people, STAFF, person, PUBLISH, episodeId=key, audioUrl=address)
    assert found == ("BAD_INPUT", "audioUrl must be an https address of a public host.")


async def test_a_play_that_is_told_again_counts_once_and_keeps_the_larger_part(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    # Three who are gone heard half of it.
    key = await published(rows, person, play_count=3, completion_total=Decimal("1.5"))
    event = str(uuid4())
    for completion, kept in (("0.25", "0.250"), ("1", "1.000"), ("0.5", "1.000")):
        row = await wrote(client, person, PLAY, episodeId=str(key), eventId=event, completion=completion)
        assert row["completion"] == kept
    assert await rows.row(COUNTED, key) == (4, "0.625")
    await wrote(client, person, PLAY, episodeId=str(key), eventId=str(uuid4()), completion="0.333")
    assert await rows.row(COUNTED, key) == (5, "0.567")


async def test_twenty_plays_told_twice_each_at_once_are_twenty(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    key = await published(rows, person)
    events = [str(uuid4()) for _ in range(20)]
    await asyncio.gather(
        *(
            wrote(client, person, PLAY, episodeId=str(key), eventId=event, completion=completion)
            for completion in ("0.2", "0.4")
            for event in events
        )
    )
    assert await rows.row(COUNTED, key) == (20, "0.400")
    assert await rows.value("SELECT count(*) FROM roadtrip.podcast_plays WHERE episode_id = $1", key) == 20


async def test_an_event_is_of_one_episode(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    event = str(uuid4())
    first, second = [str(await published(rows, person)) for _ in range(2)]
    await wrote(client, person, PLAY, episodeId=first, eventId=event, completion="0")
    found = await refused(client, people, person, PLAY, episodeId=second, eventId=event, completion="0")
    assert found == ("CONFLICT", "The eventId is of another episode.")


@pytest.mark.parametrize("status", ["generated", "archived"])
async def test_only_a_published_episode_is_played(client: Client, people: People, rows: Rows, status: str) -> None:
    person = await discoverer(rows)
    key = str(await published(rows, person, status=status))
    found = await refused(client, people, person, PLAY, episodeId=key, eventId=str(uuid4()), completion="1")
    assert found == ("CONFLICT", f"The episode is {status}; a play needs a published one.")


async def test_an_episode_about_somebody_elses_place_looks_like_none(
    client: Client, people: People, rows: Rows
) -> None:
    owner, stranger = await discoverer(rows), await discoverer(rows)
    for key in (await published(rows, owner), uuid4()):
        found = await refused_about(
            client, people, stranger, owner, PLAY, episodeId=str(key), eventId=str(uuid4()), completion="1"
        )
        assert found == ("NOT_FOUND", "There is no podcast episode with this id.")


async def heard(client: Client, rows: Rows, person: Person, key: UUID) -> bool:
    """Whether somebody else finds an episode in each of the three ways, or in none."""
    place = await rows.value("SELECT discovery_id FROM roadtrip.podcast_episodes WHERE id = $1", key)
    seen = (await client.data(person, SEEN, id=str(key), place=str(place)))["roadtrip"]
    shown = seen["publicDiscovery"] or {"podcastEpisodes": {"nodes": []}}
    listed = {"id": str(key)} in shown["podcastEpisodes"]["nodes"]
    found = {seen["publicPodcastEpisode"] is not None, seen["publicPodcastEpisodes"]["totalCount"] == 1, listed}
    assert seen["podcastEpisode"] is None
    assert len(found) == 1
    return True in found


async def test_a_published_episode_about_a_shared_place_is_heard_by_everybody_without_what_is_private(
    client: Client, rows: Rows
) -> None:
    owner, stranger = await discoverer(rows, privacy_settings=SHARED), await discoverer(rows)
    key = await published(rows, owner, audio_url=AUDIO)
    place = await rows.value("SELECT discovery_id FROM roadtrip.podcast_episodes WHERE id = $1", key)
    assert await client.data(stranger, SEEN, id=str(key), place=str(place)) == {
        "roadtrip": {
            "podcastEpisode": None,
            "publicPodcastEpisode": {
                "title": "The mill",
                "durationSeconds": 6,
                "audioUrl": AUDIO,
                "discovery": {"poiName": "Old mill"},
            },
            "publicPodcastEpisodes": {"totalCount": 1},
            "publicDiscovery": {"podcastEpisodes": {"nodes": [{"id": str(key)}]}},
        }
    }


@pytest.mark.parametrize("status", ["generated", "archived"])
async def test_a_draft_about_a_shared_place_is_its_discoverers(
    client: Client, people: People, rows: Rows, status: str
) -> None:
    owner, stranger = await discoverer(rows, privacy_settings=SHARED), await discoverer(rows)
    key = await published(rows, owner, status=status)
    assert await heard(client, rows, stranger, key) is False
    found = await refused_about(
        client, people, stranger, owner, PLAY, episodeId=str(key), eventId=str(uuid4()), completion="1"
    )
    assert found == ("NOT_FOUND", "There is no podcast episode with this id.")


async def test_strangers_plays_of_a_public_episode_count_and_stay_their_own(client: Client, rows: Rows) -> None:
    owner = await discoverer(rows, privacy_settings=SHARED)
    key = await published(rows, owner)
    strangers = [await discoverer(rows) for _ in range(10)]
    plays = [{"episodeId": str(key), "eventId": str(uuid4()), "completion": "0.5"} for _ in strangers]
    for _ in range(2):
        told = zip(strangers, plays, strict=True)
        await asyncio.gather(*(wrote(client, person, PLAY, **play) for person, play in told))
    assert await rows.row(COUNTED, key) == (10, "0.500")
    query = "query($e: UUID!) { roadtrip { podcastPlays(filter: { episodeId: { eq: $e } }) { nodes { userId } } } }"
    for person in (owner, strangers[0]):
        seen = await client.data(person, query, e=str(key))
        mine = [{"userId": str(account_of(person))}] if person is not owner else []
        assert seen == {"roadtrip": {"podcastPlays": {"nodes": mine}}}


async def test_episodes_about_a_place_that_is_shared_no_more_are_hidden_at_once(
    client: Client, people: People, rows: Rows
) -> None:
    owner, stranger = await discoverer(rows, privacy_settings=SHARED), await discoverer(rows)
    key = await published(rows, owner)
    play = {"episodeId": str(key), "eventId": str(uuid4()), "completion": "0.5"}
    await wrote(client, stranger, PLAY, **play)
    assert await heard(client, rows, stranger, key) is True
    await wrote(client, owner, "roadtripSetPrivacy", shareDiscoveries=False)
    assert await heard(client, rows, stranger, key) is False
    found = await refused(client, people, stranger, PLAY, **{**play, "completion": "1"})
    assert found == ("NOT_FOUND", "There is no podcast episode with this id.")
    assert await rows.row(COUNTED, key) == (1, "0.500")
    await wrote(client, owner, "roadtripSetPrivacy", shareDiscoveries=True)
    assert await heard(client, rows, stranger, key) is True


async def test_episodes_about_a_rejected_place_are_hidden(client: Client, rows: Rows) -> None:
    owner, stranger = await discoverer(rows, privacy_settings=SHARED), await discoverer(rows)
    key = await published(rows, owner)
    place = await rows.value("SELECT discovery_id FROM roadtrip.podcast_episodes WHERE id = $1", key)
    await wrote(client, STAFF, "roadtripRejectDiscovery", discoveryId=str(place), rejectionReason="A car park.")
    assert await heard(client, rows, stranger, key) is False


@pytest.mark.parametrize("completion", ["-0.1", "1.001"])
async def test_a_part_is_from_zero_to_one(client: Client, people: People, rows: Rows, completion: str) -> None:
    person = await discoverer(rows)
    key = str(await published(rows, person))
    found = await refused(client, people, person, PLAY, episodeId=key, eventId=str(uuid4()), completion=completion)
    assert found == ("BAD_INPUT", f"completion is {completion}, but must be 0 to 1.")


async def test_only_staff_makes_episodes(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    discovery, key = await found_by(rows, person), str(await published(rows, person))
    for name, arguments in (
        (DISTIL, distillation(discovery)),
        (ADD, episode(discovery)),
        (PUBLISH, {"episodeId": key, "audioUrl": AUDIO}),
        (ARCHIVE, {"episodeId": key}),
    ):
        found = await refused(client, people, person, name, **arguments)
        assert found == ("FORBIDDEN", "This is not permitted.")
