"""The lists that staff keeps: milestones that prompt, categories and platforms, each by its name."""

from typing import Any
from uuid import uuid4

import pytest

from tests.gql.mutations import BY_NAME
from tests.gql.roadtrip.discoverers import STAFF, discoverer, staff_at_once
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import Rows
from tests.people import People
from tests.served import Client

MILESTONE, CATEGORY, PLATFORM = "roadtripSetMilestone", "roadtripSetCategory", "roadtripSetPlatform"
FOUND = "SELECT metric, threshold, is_active FROM roadtrip.referral_milestones WHERE name = $1"
RECORDED = (
    "SELECT count(*) FROM roadtrip.audit_log WHERE table_name = 'referral_milestones' AND new_values ->> 'id' = $1"
)
COUNTED = {
    CATEGORY: "SELECT count(*) FROM roadtrip.poi_categories WHERE name = $1",
    PLATFORM: "SELECT count(*) FROM roadtrip.social_platforms WHERE name = $1",
}


def milestone(**values: object) -> dict[str, Any]:
    """A milestone that nobody reaches."""
    return {"name": uuid4().hex, "metric": "FRIENDS_JOINED", "threshold": 1000, **values}


async def test_a_milestone_is_added_changed_and_left_alone_when_it_is_the_same(client: Client, rows: Rows) -> None:
    sent = milestone()
    row = await wrote(client, STAFF, MILESTONE, **sent)
    assert {name: row[name] for name in (*sent, "isActive")} == {**sent, "isActive": True}
    changed = {**sent, "metric": "ROADTRIPS_COMPLETED", "threshold": 999, "isActive": False}
    assert await wrote(client, STAFF, MILESTONE, **changed) == {**row, **changed}
    again = {name: value for name, value in changed.items() if name != "isActive"}
    assert await wrote(client, STAFF, MILESTONE, **again) == {**row, **changed}
    assert await rows.row(FOUND, sent["name"]) == ("roadtrips_completed", 999, False)
    assert await rows.value(RECORDED, str(row["id"])) == 2


async def test_a_milestone_that_staff_added_prompts_whoever_reaches_it(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    row = await wrote(client, STAFF, MILESTONE, **milestone(metric="ROADTRIPS_COMPLETED", threshold=1))
    session = (await wrote(client, person, "roadtripStartRoadtrip"))["id"]
    await wrote(client, person, "roadtripCompleteRoadtrip", sessionId=session)
    query = "query($m: Int!) { roadtrip { referralPrompts(filter: { milestoneId: { eq: $m } }) { totalCount } } }"
    assert await client.data(person, query, m=row["id"]) == {"roadtrip": {"referralPrompts": {"totalCount": 1}}}
    await wrote(client, STAFF, MILESTONE, **{**milestone(), "name": row["name"], "isActive": False})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"threshold": 0}, "threshold is 0, but must be at least 1."),
        ({"name": " "}, "name cannot be empty."),
        ({"name": "x" * 101}, "name has 101 characters; the limit is 100."),
        ({"isActive": None}, "isActive cannot be null."),
    ],
)
async def test_a_bad_milestone_is_named_and_not_kept(
    client: Client, rows: Rows, values: dict[str, object], message: str
) -> None:
    before = await rows.value("SELECT count(*) FROM roadtrip.referral_milestones")
    answer = await client.ask(STAFF, BY_NAME[MILESTONE].document, input=milestone(**values))
    (error,) = answer["errors"]
    assert (error["extensions"], error["message"]) == ({"code": "BAD_INPUT"}, message)
    assert await rows.value("SELECT count(*) FROM roadtrip.referral_milestones") == before


@pytest.mark.parametrize("name", [CATEGORY, PLATFORM])
async def test_a_name_is_there_once_however_often_it_is_set_at_once(client: Client, rows: Rows, name: str) -> None:
    called = uuid4().hex
    made = await staff_at_once(wrote(client, STAFF, name, name=called) for _ in range(20))
    assert [row["name"] for row in made] == [called] * 20
    assert len({row["id"] for row in made}) == 1
    assert await rows.value(COUNTED[name], called) == 1


async def test_a_category_that_staff_added_takes_discoveries(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    category = await wrote(client, STAFF, CATEGORY, name=uuid4().hex)
    place = {"latitude": 52.5, "longitude": 13.4}
    sent = {"poiName": "Mill", "location": place, "categoryId": category["id"], "discoveryMethod": "MANUAL"}
    assert (await wrote(client, person, "roadtripRecordDiscovery", **sent))["categoryId"] == category["id"]


async def test_only_staff_keeps_the_lists(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    sent = milestone()
    for name, arguments in (
        (MILESTONE, sent),
        (CATEGORY, {"name": sent["name"]}),
        (PLATFORM, {"name": sent["name"]}),
    ):
        found = await refused(client, people, person, name, **arguments)
        assert found == ("FORBIDDEN", "This is not permitted.")
    assert await rows.worker.fetch(FOUND, sent["name"]) == []
    counted = [await rows.value(statement, sent["name"]) for statement in COUNTED.values()]
    assert counted == [0, 0]
