"""Videos: made by staff, in versions without gaps, uploaded step by step to each platform."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from tests.gql.roadtrip.discoverers import STAFF, account_of, discoverer, found_by, refused_about, staff_at_once
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import Rows
from tests.people import People, Person
from tests.served import Client

ADD, VERSION = "roadtripAddVideo", "roadtripAddVideoVersion"
QUEUE, ADVANCE = "roadtripQueueUpload", "roadtripAdvanceUpload"


async def queued(client: Client, rows: Rows, person: Person) -> str:
    """An upload that was asked for."""
    video = await rows.video(account_of(person))
    key: str = (await wrote(client, STAFF, QUEUE, videoId=str(video), platformId=await rows.platform()))["id"]
    return key


def step(upload: str, status: str) -> dict[str, Any]:
    """A step of an upload, with what is told with it."""
    told = {"PUBLISHED": {"platformVideoId": upload}, "FAILED": {"failureReason": "Too long."}}
    return {"uploadId": upload, "status": status, **told.get(status, {})}


async def test_a_video_is_made_about_a_discovery(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    discovery = str(await found_by(rows, person))
    row = await wrote(client, STAFF, ADD, discoveryId=discovery, title="The mill")
    assert (row["discoveryId"], row["title"]) == (discovery, "The mill")
    seen = await client.data(person, "query($id: UUID!) { roadtrip { video(id: $id) { title } } }", id=row["id"])
    assert seen == {"roadtrip": {"video": {"title": "The mill"}}}
    found = await refused_about(client, people, STAFF, person, ADD, discoveryId=str(uuid4()))
    assert found == ("NOT_FOUND", "discoveryId refers to something that does not exist.")


async def test_versions_made_at_once_are_numbered_without_gaps(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    video = str(await rows.video(account_of(person)))
    made = await staff_at_once(wrote(client, STAFF, VERSION, videoId=video) for _ in range(20))
    assert sorted(row["versionNumber"] for row in made) == list(range(1, 21))
    found = await refused_about(client, people, STAFF, person, VERSION, videoId=str(uuid4()))
    assert found == ("NOT_FOUND", "videoId refers to something that does not exist.")


@pytest.mark.parametrize(
    "steps",
    [
        ("UPLOADING", "PUBLISHED", "REMOVED"),
        ("UPLOADING", "FAILED", "QUEUED", "UPLOADING", "PUBLISHED"),
        ("UPLOADING", "FAILED", "REMOVED"),
        ("REMOVED",),
    ],
)
async def test_an_upload_goes_its_way(client: Client, rows: Rows, steps: Sequence[str]) -> None:
    key = await queued(client, rows, await discoverer(rows))
    for status in steps:
        row = await wrote(client, STAFF, ADVANCE, **step(key, status))
        assert (row["status"], row["failureReason"]) == (status, "Too long." if status == "FAILED" else None)
    assert (row["platformVideoId"] == key) is ("PUBLISHED" in steps)
    assert (row["publishedAt"] is None) is ("PUBLISHED" not in steps)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), "QUEUED"),
        ((), "PUBLISHED"),
        ((), "FAILED"),
        (("UPLOADING",), "QUEUED"),
        (("UPLOADING",), "REMOVED"),
        (("UPLOADING", "PUBLISHED"), "PUBLISHED"),
        (("UPLOADING", "PUBLISHED"), "FAILED"),
        (("REMOVED",), "QUEUED"),
    ],
)
async def test_an_upload_makes_no_other_steps(
    client: Client, people: People, rows: Rows, before: Sequence[str], after: str
) -> None:
    person = await discoverer(rows)
    key = await queued(client, rows, person)
    for status in before:
        await wrote(client, STAFF, ADVANCE, **step(key, status))
    found = await refused_about(client, people, STAFF, person, ADVANCE, **step(key, after))
    now = (before or ("QUEUED",))[-1].lower()
    assert found == ("CONFLICT", f"Status cannot change from {now} to {after.lower()}.")


async def test_twenty_steps_at_once_are_one(client: Client, rows: Rows) -> None:
    key = await queued(client, rows, await discoverer(rows))
    asked = {"input": step(key, "UPLOADING")}
    query = (
        "mutation($input: RoadtripAdvanceUploadInput!) { roadtripAdvanceUpload(input: $input)"
        " { platformUpload { status } } }"
    )
    answers = await staff_at_once(client.ask(STAFF, query, **asked) for _ in range(20))
    assert sorted("errors" in answer for answer in answers) == [False] + [True] * 19


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"status": "PUBLISHED"}, "platformVideoId is given with status PUBLISHED, and with no other."),
        (
            {"status": "UPLOADING", "platformVideoId": "x"},
            "platformVideoId is given with status PUBLISHED, and with no other.",
        ),
        ({"status": "FAILED"}, "failureReason is given with status FAILED, and with no other."),
        (
            {"status": "REMOVED", "failureReason": "x"},
            "failureReason is given with status FAILED, and with no other.",
        ),
    ],
)
async def test_a_step_is_told_with_what_belongs_to_it(
    client: Client, people: People, rows: Rows, arguments: dict[str, Any], message: str
) -> None:
    person = await discoverer(rows)
    key = await queued(client, rows, person)
    found = await refused_about(client, people, STAFF, person, ADVANCE, uploadId=key, **arguments)
    assert found == ("BAD_INPUT", message)


async def test_a_platform_has_one_upload_of_a_video_until_it_is_removed(
    client: Client, people: People, rows: Rows
) -> None:
    person = await discoverer(rows)
    asked = {"videoId": str(await rows.video(account_of(person))), "platformId": await rows.platform()}
    first = (await wrote(client, STAFF, QUEUE, **asked))["id"]
    code, _ = await refused_about(client, people, STAFF, person, QUEUE, **asked)
    assert code == "CONFLICT"
    await wrote(client, STAFF, QUEUE, **{**asked, "platformId": await rows.platform()})
    await wrote(client, STAFF, ADVANCE, uploadId=first, status="REMOVED")
    assert (await wrote(client, STAFF, QUEUE, **asked))["status"] == "QUEUED"


async def test_two_videos_are_not_the_same_one_on_a_platform(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    platform, keys = await rows.platform(), []
    for _ in range(2):
        video = str(await rows.video(account_of(person)))
        keys.append((await wrote(client, STAFF, QUEUE, videoId=video, platformId=platform))["id"])
        await wrote(client, STAFF, ADVANCE, uploadId=keys[-1], status="UPLOADING")
    await wrote(client, STAFF, ADVANCE, uploadId=keys[0], status="PUBLISHED", platformVideoId="same")
    code, _ = await refused_about(
        client, people, STAFF, person, ADVANCE, uploadId=keys[1], status="PUBLISHED", platformVideoId="same"
    )
    assert code == "CONFLICT"


async def test_only_staff_makes_and_uploads_videos(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    key = await queued(client, rows, person)
    video = str(await rows.video(account_of(person)))
    for name, arguments in (
        (ADD, {"discoveryId": str(await found_by(rows, person))}),
        (VERSION, {"videoId": video}),
        (QUEUE, {"videoId": video, "platformId": await rows.platform()}),
        (ADVANCE, step(key, "UPLOADING")),
    ):
        assert await refused(client, people, person, name, **arguments) == ("FORBIDDEN", "This is not permitted.")
