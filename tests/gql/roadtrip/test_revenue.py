"""Revenue: imported once, corrected, reconciled, turned into credits, stated to whom it belongs."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from tests.gql.roadtrip.discoverers import STAFF, account_of, discoverer, found_by, refused_about, staff_at_once
from tests.gql.writing import refused, wrote
from tests.models.roadtrip.rows import Rows
from tests.people import People, Person
from tests.served import Client

IMPORT, REPORT, CONVERT = "roadtripImportRevenue", "roadtripImportRevenueReport", "roadtripConvertRevenue"
MONTH = (
    "SELECT entries, views, revenue_cents, net_revenue_cents, user_share_cents, platform_share_cents"
    " FROM roadtrip.revenue_by_bucket WHERE user_id = $1 AND bucket_type = 'month' ORDER BY bucket, platform_id"
)
CREDITS = "SELECT amount FROM roadtrip.credit_transactions WHERE user_id = $1 AND source = 'video_revenue'"
AGREEMENT = (
    "query($id: UUID!) { roadtrip { revenueReconciliation(reportId: $id) { isReconciled importedNetRevenueCents"
    " viewsDifference revenueDifferenceCents netRevenueDifferenceCents } } }"
)


async def earning(rows: Rows, person: Person, **values: object) -> dict[str, Any]:
    """What a new video of theirs earned on a new platform."""
    return {
        "videoId": str(await rows.video(account_of(person))),
        "platformId": await rows.platform(),
        "date": "2026-01-31",
        "views": 10,
        "revenueCents": 121,
        "netRevenueCents": 101,
        **values,
    }


async def sums(rows: Rows, person: Person) -> list[tuple[Any, ...]]:
    """The sums of their months."""
    return [tuple(row) for row in await rows.worker.fetch(MONTH, account_of(person))]


async def test_a_revenue_is_imported_in_two_halves_that_add_up(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    row = await wrote(client, STAFF, IMPORT, **await earning(rows, person))
    assert (row["userId"], row["userShareCents"], row["platformShareCents"]) == (str(account_of(person)), 50, 51)
    assert await sums(rows, person) == [(1, 10, 121, 101, 50, 51)]


async def test_the_same_again_changes_nothing_and_leaves_no_trace(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    sent = await earning(rows, person)
    first = await wrote(client, STAFF, IMPORT, **sent)
    count = "SELECT count(*) FROM roadtrip.audit_log WHERE table_name = 'video_revenues' AND new_values ->> 'id' = $1"
    for _ in range(2):
        assert await wrote(client, STAFF, IMPORT, **sent) == first
    assert await rows.value(count, first["id"]) == 1
    assert await sums(rows, person) == [(1, 10, 121, 101, 50, 51)]


async def test_a_corrected_figure_replaces_the_old_one_and_the_sums_follow(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    sent = await earning(rows, person)
    first = await wrote(client, STAFF, IMPORT, **sent)
    other = await wrote(client, STAFF, IMPORT, **{**sent, "views": 5, "revenueCents": 20, "netRevenueCents": -3})
    assert (other["id"], other["userShareCents"], other["platformShareCents"]) == (first["id"], -1, -2)
    assert await sums(rows, person) == [(1, 5, 20, -3, -1, -2)]


async def test_twenty_imports_at_once_add_up(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    platform = await rows.platform()
    sent = [await earning(rows, person, platformId=platform, date=f"2026-03-{day:02}") for day in range(1, 21)]
    await staff_at_once(wrote(client, STAFF, IMPORT, **one) for one in sent)
    assert await sums(rows, person) == [(20, 200, 2420, 2020, 1000, 1020)]
    # The same twenty again, in the other order, with other figures.
    await staff_at_once(wrote(client, STAFF, IMPORT, **{**one, "netRevenueCents": 3}) for one in reversed(sent))
    assert await sums(rows, person) == [(20, 200, 2420, 60, 20, 40)]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"videoId": str(uuid4())}, "NOT_FOUND"),
        ({"platformId": 0}, "NOT_FOUND"),
        ({"views": -1}, "BAD_INPUT"),
        ({"date": "2026-02-30"}, "BAD_INPUT"),
        ({"netRevenueCents": 1.5}, "BAD_INPUT"),
    ],
)
async def test_a_bad_revenue_is_refused(
    client: Client, people: People, rows: Rows, arguments: dict[str, Any], code: str
) -> None:
    person = await discoverer(rows)
    sent = await earning(rows, person, **arguments)
    found, _ = await refused_about(client, people, STAFF, person, IMPORT, **sent)
    assert found == code
    assert await sums(rows, person) == []


def line(sent: dict[str, Any], **values: object) -> dict[str, Any]:
    """A revenue as a line of a report."""
    return {name: value for name, value in {**sent, **values}.items() if name != "platformId"}


async def january(rows: Rows, person: Person, **values: object) -> dict[str, Any]:
    """A report of two days that agrees with its lines."""
    sent = await earning(rows, person)
    return {
        "platformId": sent["platformId"],
        "firstDay": "2026-01-01",
        "lastDay": "2026-01-31",
        "views": "20",
        "revenueCents": "242",
        "netRevenueCents": "202",
        "lines": [line(sent), line(sent, date="2026-01-01")],
        **values,
    }


async def agreement(client: Client, report: str) -> dict[str, Any]:
    """How a report compares with what was imported."""
    found = await client.data(STAFF, AGREEMENT, id=report)
    compared: dict[str, Any] = found["roadtrip"]["revenueReconciliation"]
    return compared


async def test_a_report_is_imported_with_its_lines_and_agrees_with_them(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    report = await january(rows, person)
    row = await wrote(client, STAFF, REPORT, **report)
    assert await sums(rows, person) == [(2, 20, 242, 202, 100, 102)]
    agreed = {
        "isReconciled": True,
        "importedNetRevenueCents": "202",
        "viewsDifference": "0",
        "revenueDifferenceCents": "0",
        "netRevenueDifferenceCents": "0",
    }
    assert await agreement(client, row["id"]) == agreed
    assert await wrote(client, STAFF, REPORT, **report) == row
    assert await sums(rows, person) == [(2, 20, 242, 202, 100, 102)]


async def test_what_a_platform_reported_and_nobody_imported_is_seen(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    report = await january(rows, person, views="21", netRevenueCents="200")
    row = await wrote(client, STAFF, REPORT, **report)
    assert await agreement(client, row["id"]) == {
        "isReconciled": False,
        "importedNetRevenueCents": "202",
        "viewsDifference": "1",
        "revenueDifferenceCents": "0",
        "netRevenueDifferenceCents": "-2",
    }
    corrected = await wrote(client, STAFF, REPORT, **{**report, "views": "20", "netRevenueCents": "202", "lines": []})
    assert corrected["id"] == row["id"]
    assert (await agreement(client, row["id"]))["isReconciled"] is True


async def test_a_report_with_a_bad_line_imports_none(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    report = await january(rows, person)
    first, second = report["lines"]
    for lines, code, message in (
        (
            [first, {**second, "date": "2026-02-01"}],
            "BAD_INPUT",
            "A line is of 2026-02-01, which is not between firstDay and lastDay.",
        ),
        ([first, first], "BAD_INPUT", "lines has a video 2 times on 2026-01-31; once is the limit."),
        ([first, {**second, "views": -1}], "BAD_INPUT", "views is -1, but must be at least 0."),
        (
            [first, {**second, "videoId": str(uuid4())}],
            "NOT_FOUND",
            "Something this refers to does not exist.",
        ),
        ([first] * 1001, "BAD_INPUT", "lines has 1001 values; the limit is 1000."),
    ):
        found = await refused_about(client, people, STAFF, person, REPORT, **{**report, "lines": lines})
        assert found == (code, message)
    assert await sums(rows, person) == []
    found = await refused_about(client, people, STAFF, person, REPORT, **{**report, "lastDay": "2025-12-31"})
    assert found == ("BAD_INPUT", "firstDay is after lastDay.")


async def test_reports_are_for_staff_alone(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    row = await wrote(client, STAFF, REPORT, **await january(rows, person))
    assert await client.code(person, AGREEMENT, id=row["id"]) == "FORBIDDEN"


async def test_what_is_left_over_counts_the_next_time(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    key, sent = str(account_of(person)), await earning(rows, person, netRevenueCents=350)
    await wrote(client, STAFF, IMPORT, **sent)
    row = await wrote(client, STAFF, CONVERT, userId=key)
    assert (row["balance"], row["totalEarned"]) == (10, 3)
    assert await wrote(client, STAFF, CONVERT, userId=key) == row
    # 25 cents were left; 25 more make one credit.
    await wrote(client, STAFF, IMPORT, **{**sent, "date": "2026-02-01", "netRevenueCents": 50})
    assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == 11
    assert [row["amount"] for row in await rows.worker.fetch(CREDITS, account_of(person))] == [3, 1]


async def test_credits_are_not_taken_back_and_not_given_twice_after_a_correction(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    key, sent = str(account_of(person)), await earning(rows, person, netRevenueCents=200)
    for cents, balance in ((200, 9), (0, 9), (200, 9), (300, 10)):
        await wrote(client, STAFF, IMPORT, **{**sent, "netRevenueCents": cents})
        assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == balance


async def test_revenue_becomes_credits_when_its_discovery_is_eligible_and_all_of_it_then(
    client: Client, rows: Rows
) -> None:
    person = await discoverer(rows)
    key, discovery = str(account_of(person)), await found_by(rows, person)
    video = str(await rows.insert("videos", discovery_id=discovery))
    sent = await earning(rows, person, videoId=video, netRevenueCents=200)
    for validated, balance in (
        (None, 7),
        ({"validationStatus": "AI_VALIDATED", "isNewDiscovery": False}, 7),
        ({"validationStatus": "COMMUNITY_VALIDATED", "isNewDiscovery": True}, 9),
    ):
        if validated is not None:
            await wrote(client, STAFF, "roadtripValidateDiscovery", discoveryId=str(discovery), **validated)
        await wrote(client, STAFF, IMPORT, **sent)
        assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == balance
    mine = "{ roadtrip { yearlyStatements { nodes { userShareCents } } } }"
    stated = {"roadtrip": {"yearlyStatements": {"nodes": [{"userShareCents": "100"}]}}}
    assert await client.data(person, mine) == stated


async def place_of(rows: Rows, sent: Mapping[str, object]) -> dict[str, str]:
    """The discovery whose video earns."""
    found = "SELECT discovery_id FROM roadtrip.videos WHERE id = $1::text::uuid"
    return {"discoveryId": str(await rows.value(found, sent["videoId"]))}


async def test_what_was_given_for_a_place_that_is_rejected_stays_and_counts_against_what_comes(
    client: Client, rows: Rows
) -> None:
    person = await discoverer(rows)
    key = str(account_of(person))
    first = await earning(rows, person, netRevenueCents=200)
    await wrote(client, STAFF, IMPORT, **first)
    assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == 9
    place = await place_of(rows, first)
    await wrote(client, STAFF, "roadtripRejectDiscovery", **place, rejectionReason="A car park.")
    assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == 9
    await wrote(client, STAFF, IMPORT, **await earning(rows, person, netRevenueCents=300))
    assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == 10
    assert [row["amount"] for row in await rows.worker.fetch(CREDITS, account_of(person))] == [2, 1]
    # What is rejected earns nothing, deleted or not.
    await wrote(client, person, "roadtripDeleteDiscovery", **place)
    assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == 10


async def test_what_a_deleted_place_has_earned_becomes_credits_all_the_same(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    key = str(account_of(person))
    for cents, balance in ((200, 9), (250, 11)):
        sent = await earning(rows, person, netRevenueCents=cents)
        await wrote(client, STAFF, IMPORT, **sent)
        await wrote(client, person, "roadtripDeleteDiscovery", **await place_of(rows, sent))
        assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == balance
    await wrote(client, STAFF, IMPORT, **await earning(rows, person, netRevenueCents=50))
    assert (await wrote(client, STAFF, CONVERT, userId=key))["balance"] == 12
    assert [row["amount"] for row in await rows.worker.fetch(CREDITS, account_of(person))] == [2, 2, 1]


async def test_twenty_conversions_at_once_give_each_credit_once(client: Client, rows: Rows) -> None:
    person = await discoverer(rows)
    await wrote(client, STAFF, IMPORT, **await earning(rows, person, netRevenueCents=1000))
    key = str(account_of(person))
    made = await staff_at_once(wrote(client, STAFF, CONVERT, userId=key) for _ in range(20))
    assert {row["balance"] for row in made} == {17}
    assert [row["amount"] for row in await rows.worker.fetch(CREDITS, account_of(person))] == [10]


async def test_nobody_is_given_credits_who_does_not_want_them(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    await wrote(client, STAFF, IMPORT, **await earning(rows, person, netRevenueCents=1000))
    await rows.worker.execute(
        "UPDATE roadtrip.user_credits SET auto_conversion_enabled = false WHERE user_id = $1", account_of(person)
    )
    found = await refused_about(client, people, STAFF, person, CONVERT, userId=str(account_of(person)))
    assert found == ("CONFLICT", "The person does not want revenue to become credits.")
    found = await refused_about(client, people, STAFF, person, CONVERT, userId=str(uuid4()))
    assert found == ("NOT_FOUND", "There is no user credits with this id.")


async def test_a_year_is_stated_to_whom_it_belongs_and_as_it_is_reported(client: Client, rows: Rows) -> None:
    person, stranger = await discoverer(rows, country_code="US"), await discoverer(rows)
    sent = await earning(rows, person)
    for date in ("2025-12-31", "2026-01-01", "2026-12-31"):
        await wrote(client, STAFF, IMPORT, **{**sent, "date": date})
    query = "{ roadtrip { yearlyStatements { nodes { year netRevenueCents userShareCents platformShareCents } } } }"
    assert (await client.data(person, query))["roadtrip"]["yearlyStatements"]["nodes"] == [
        {"year": "2026-01-01", "netRevenueCents": "202", "userShareCents": "100", "platformShareCents": "102"},
        {"year": "2025-01-01", "netRevenueCents": "101", "userShareCents": "50", "platformShareCents": "51"},
    ]
    assert (await client.data(stranger, query))["roadtrip"]["yearlyStatements"]["nodes"] == []
    reported = "SELECT user_share_cents FROM roadtrip.tax_report(2026) WHERE user_id = $1"
    assert await rows.value(reported, account_of(person)) == 100


async def test_the_dashboard_shows_what_there_was_at_the_last_refresh(client: Client, rows: Rows) -> None:
    person, stranger = await discoverer(rows), await discoverer(rows)
    await wrote(client, STAFF, IMPORT, **await earning(rows, person))
    await rows.worker.execute("SELECT roadtrip.refresh_user_dashboards()")
    query = (
        "query($id: UUID!) { roadtrip { userDashboard(userId: $id)"
        " { discoveries videos views userShareCents creditBalance refreshedAt } } }"
    )
    shown = (await client.data(person, query, id=str(account_of(person))))["roadtrip"]["userDashboard"]
    taken = dt.datetime.fromisoformat(shown.pop("refreshedAt"))
    assert dt.datetime.now(dt.UTC) - taken < dt.timedelta(seconds=30)
    assert shown == {"discoveries": "1", "videos": "1", "views": "10", "userShareCents": "50", "creditBalance": 7}
    hidden = await client.data(stranger, query, id=str(account_of(person)))
    assert hidden == {"roadtrip": {"userDashboard": None}}


async def test_only_staff_imports_and_converts(client: Client, people: People, rows: Rows) -> None:
    person = await discoverer(rows)
    for name, arguments in (
        (IMPORT, await earning(rows, person)),
        (REPORT, await january(rows, person)),
        (CONVERT, {"userId": str(account_of(person))}),
    ):
        code, message = await refused(client, people, person, name, **arguments)
        assert (code, message) == ("FORBIDDEN", "This is not permitted.")
    assert await sums(rows, person) == []
